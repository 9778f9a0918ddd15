"""Figures for reports: forms are data, one engine counts them, every number opens its records."""
