"""The suite: real parts always; fakes only for clock, wire and dialogs."""
