"""The pages of the window; none of them knows another."""
