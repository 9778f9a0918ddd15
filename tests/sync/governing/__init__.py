"""Who leaves a program, and what stays of theirs."""
