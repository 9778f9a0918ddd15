"""How laptops come together: one begins a program, invites another in words, and admits it."""
