"""What needs somebody, as the screens use it. Worked out in :mod:`warroom.room.alerts`."""

from warroom.room.alerts import ORDER, UPDATE_SOON, Alert, Kind, alerts, counts, source_state

__all__ = ["ORDER", "UPDATE_SOON", "Alert", "Kind", "alerts", "counts", "source_state"]
