"""Every kind of record, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from storage.domain.case import Case
from storage.domain.contact import Contact, Service
from storage.domain.court_event import CourtEvent
from storage.domain.disclosure import Disclosure
from storage.domain.note import Note
from storage.domain.outreach import Outreach
from storage.domain.person import Person
from storage.domain.referral import Referral
from storage.domain.victimization import Victimization
from storage.spec.kinds import kind_of

Record = (
    Case
    | Contact
    | CourtEvent
    | Disclosure
    | Note
    | Outreach
    | Person
    | Referral
    | Service
    | Victimization
)

KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        kind_of(cls).name: cls
        for cls in (
            Person,
            Case,
            Referral,
            Contact,
            Service,
            Victimization,
            Note,
            CourtEvent,
            Outreach,
            Disclosure,
        )
    }
)
