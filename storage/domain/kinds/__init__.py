"""Every kind of record, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from storage.domain.kinds.access import AccessBatch, AccessKey
from storage.domain.kinds.anonymous import AnonymousCount
from storage.domain.kinds.arrangement import Activity, ClockSetting, CodeSetting, FieldSetting
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.custody import CustodyPeriod, PlacementPeriod
from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.document import Document
from storage.domain.kinds.exploitation import Exploitation, Indicator
from storage.domain.kinds.exploiter import Exploiter, Involvement
from storage.domain.kinds.hold import HoldLifting, LegalHold
from storage.domain.kinds.link import CaseLink, Misfiling, SamePerson
from storage.domain.kinds.missing_episode import Appearance, MissingEpisode, Sighting
from storage.domain.kinds.need import Need, UnmetNeed
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage, TimeEntry
from storage.domain.kinds.training import AssistanceRequest, Training, TrainingHours
from storage.domain.kinds.victimization import Victimization
from storage.spec.kinds import kind_of

KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        kind_of(cls).name: cls
        for cls in (
            Person,
            Case,
            Referral,
            CaseLink,
            Screening,
            Indicator,
            Exploitation,
            Victimization,
            Exploiter,
            Involvement,
            Contact,
            Service,
            Note,
            Misfiling,
            ReferralOut,
            CourtEvent,
            SafetyPlan,
            MissingEpisode,
            Sighting,
            Appearance,
            CustodyPeriod,
            PlacementPeriod,
            Need,
            UnmetNeed,
            Document,
            Task,
            SamePerson,
            LegalHold,
            Agency,
            Partner,
            Outreach,
            Training,
            TrainingHours,
            AssistanceRequest,
            Credential,
            TimeEntry,
            Coverage,
            Disclosure,
            FieldSetting,
            CodeSetting,
            ClockSetting,
            Activity,
            AccessBatch,
            AccessKey,
            AnonymousCount,
            HoldLifting,
        )
    }
)
"""In the order in which an export lists them and an import reads them."""

OPEN_KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {name: cls for name, cls in KINDS.items() if not kind_of(cls).inner}
)
"""Those that people meet: all but what the program keeps for itself."""
