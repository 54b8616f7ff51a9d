"""Labs: how a student's sheet is made, and how what comes back is graded.

The student's side:
labs        makes each student's sheet from its solution, as nbgrader would
checks      runs a lab's visible checks in a terminal
submission  hands a lab in: says what is missing, makes one zip

The grader's side, in the order in which a submission passes through it:
intake      finds notebooks, folders and zips, and follows no link
notebook    reads a notebook that anybody may have written
labs_here   the labs that can be graded, and which of them a notebook is
plan        which cells run, and what each is for
judge       runs the cells in a child, calls each function, judges the answers
verdicts    the append-only file
report      grades.csv, results.json and the pages
feedback    the page that a student reads
grade       all of this, in parallel, resumable

exercise    what an exercise is
exercises   those of each lab

stock_nbgrader  what the grader is held against, in its tests and its bench

The wall between:
sandbox     starts a zygote, takes children from it, believes nothing they say
bubblewrap  what the sandbox holds
cgroup      counts its memory and processes together
isolation   which locks hold on this machine
inside      what runs behind the wall
"""
