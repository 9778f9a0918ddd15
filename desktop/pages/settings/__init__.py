"""Settings: who works here, how it looks, when it locks, its keys and its backup."""

from desktop.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
