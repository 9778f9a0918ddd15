"""A youth who is missing, the return, and the plan that keeps a youth safe."""
