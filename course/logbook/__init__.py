"""What this student predicted and what the machine then measured; it stays on their machine.

logbook       predict, reveal, record: what notebooks call (`from course.logbook import logbook`)
store         the file: one JSON object a line, only ever added to
history       what its lines add up to: for each key the guess, and what was measured
quantities    numbers with units, as people write and read them
verdicts      how far a guess was off
card          the card shown in a notebook, as text and as HTML
live          the card as a widget
scale         the scale with both marks on it
calibration   how far off all guesses were, as figures and as a picture
report        the student's own report, one page
"""
