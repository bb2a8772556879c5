"""The screens: the only floor that imports textual. It knows a Room (a Protocol) and the domain, nothing else."""
