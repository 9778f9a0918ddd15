"""A new case: youth, referral, case and first victimization in one sitting."""

from desktop.dialogs.intake.dialog import IntakeDialog

__all__ = ["IntakeDialog"]
