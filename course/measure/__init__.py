"""Measuring, on whatever machine the student has.

timing      the course's one clock: rivals race in alternating turns, their answers compared first
process     the warm process that measurements run in, its thread counts fixed
child       what runs in that process
sources     which modules were edited, so that old code is never timed
turns       the race itself, run in that process
answers     whether two rivals gave the same answer
machine     what this machine is: cores, SIMD, caches, memory, GPUs, BLAS
recordings  figures measured on another machine, with their label
memory      how many bytes a function needs
doctor      what of the course works here, and what to do about the rest
"""
