"""What a framework adds to arrays: gradients, graphs, fused kernels, programs without Python.

The same network, again and again
example              the network itself: its weights, its digits
in_plain_python      with lists and loops, every gradient by hand
in_our_engine        with course.nn
in_pytorch           with PyTorch
in_keras             with Keras 3, on PyTorch
in_tensorflow        with TensorFlow, which has an environment of its own
inside_tensorflow    what runs in that environment
inside_litert        the same network for small devices, in 8-bit integers
in_r                 with R
counting             how many lines each of them takes

A program as a graph
graphs               what is traced
passes               how often memory is read and written, eager and compiled
generated            what stands in the code that torch's compiler generates
fusion               what fewer passes are worth
warnings_of_torch    what torch says about itself meanwhile

Which is faster, and where it runs
crossover            NumPy against PyTorch, by size
devices              CPU, GPU, TPU
deployment           a file that a program without Python runs
compilers            builds that program
"""
