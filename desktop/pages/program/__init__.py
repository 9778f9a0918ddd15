"""Program and sync: who works on the cases, the server, how far sync has come."""

from desktop.pages.program.page import ProgramPage

__all__ = ["ProgramPage"]
