"""The record of access: who opened, searched, printed, shared or overrode what, when and why.

``noting.note`` is what every act calls; a change of a record is in the journal and not noted twice.
"""
