"""The county's profile and the computer's policy: who sets what, and which servers are right."""

from storage.profile.addresses import server_address
from storage.profile.county import CountyProfile, Server
from storage.profile.policy import MachinePolicy, load_policy
from storage.profile.signed import load_profile, parse_profile, trusted_keys

__all__ = [
    "CountyProfile",
    "MachinePolicy",
    "Server",
    "load_policy",
    "load_profile",
    "parse_profile",
    "server_address",
    "trusted_keys",
]
