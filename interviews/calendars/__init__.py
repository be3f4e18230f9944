"""Talks as iCalendar knows them (RFC 5545, 5546): written for both sides, read from both sides."""
