"""Carry out bookings' steps; the only caller of Recall's writes."""
