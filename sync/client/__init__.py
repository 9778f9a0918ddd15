"""The laptop's side of the sync: scripts that say what to do, and what does it.

A script is a generator without input or output of its own. It yields commands, is sent their
results, and ends with an outcome; whoever drives it decides on which thread, over which wire and
in which time each command is carried out. The desktop drives scripts from its network lane, the
tests from a simulator in virtual time.
"""
