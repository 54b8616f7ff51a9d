"""Figures that were measured elsewhere, for machines that cannot measure them: `course.measure.recordings`.

frameworks_tensorflow.json  TensorFlow on the network of lesson 05: python -m course.frameworks.in_tensorflow
"""
