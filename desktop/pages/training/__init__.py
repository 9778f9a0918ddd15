"""Training given and received, hours per person, questions answered, credentials."""

from desktop.pages.training.page import TrainingPage

__all__ = ["TrainingPage"]
