"""What is due: statutory and program deadlines, computed on the laptop from what is recorded."""

from storage.usecases.deadlines.moments import due_moments
from storage.usecases.deadlines.ofcase import alarms_of
from storage.usecases.deadlines.open import Clocks, alarms, clocks
from storage.usecases.deadlines.present import present_moment

__all__ = ["Clocks", "alarms", "alarms_of", "clocks", "due_moments", "present_moment"]
