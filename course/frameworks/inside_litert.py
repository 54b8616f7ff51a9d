"""The network for small devices: LiteRT (TensorFlow Lite until 2024) in floats and in 8-bit integers."""

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter


def converted(forward, names, question):
    """Both files of the network: {"float32": figures, "int8": figures, "weights": what rounding did to them}.

    Each file's bytes, its accuracy on the test digits, its operations.  question: weights, the images to
    calibrate with, test_images and test_labels.
    """
    model = Model(forward, [question[name].astype(np.float32) for name in names])
    images = question["images"].astype(np.float32)
    files = {"float32": convert(model), "int8": convert_to_integers(model, images)}
    figures = {name: figures_of(file, question) for name, file in files.items()}
    return figures | {"weights": rounded_weights(files["int8"], names, question)}


class Model(tf.Module):
    """The network of one image with its weights inside, as a converter wants it."""

    def __init__(self, forward, weights):
        super().__init__()
        self.forward, self.weights = forward, [tf.Variable(each) for each in weights]

    @tf.function(input_signature=[tf.TensorSpec((1, 64), tf.float32, name="image")])
    def __call__(self, image):
        return self.forward(self.weights, image)


def convert(model, **settings):
    """The file of a Model, as bytes."""
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [model.__call__.get_concrete_function()], model
    )
    for name, value in settings.items():
        setattr(converter, name, value)
    return converter.convert()


def convert_to_integers(model, images):
    """The file with weights and activations in int8, whose scales are chosen by running `images` through."""
    return convert(
        model,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=lambda: ([image[None]] for image in images),
        target_spec=tf.lite.TargetSpec(supported_ops=[tf.lite.OpsSet.TFLITE_BUILTINS_INT8]),
        inference_input_type=tf.int8,
        inference_output_type=tf.int8,
    )


def figures_of(file, question):
    """{"bytes", "accuracy", "operations"} of one file, run by the interpreter."""
    interpreter = Interpreter(model_content=file, num_threads=1)
    interpreter.allocate_tensors()
    classes = [classify(interpreter, image) for image in question["test_images"].astype(np.float32)]
    return {
        "bytes": len(file),
        "accuracy": float(np.mean(classes == question["test_labels"])),
        "operations": [
            each["op_name"] for each in interpreter._get_ops_details() if each["op_name"] != "DELEGATE"
        ],
    }


def classify(interpreter, image):
    """The class with the highest score of one image (64,), rounded to integers where the file wants them."""
    entry, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    if entry["dtype"] == np.int8:
        scale, zero = entry["quantization"]
        image = np.clip(np.round(image / scale) + zero, -128, 127).astype(np.int8)
    interpreter.set_tensor(entry["index"], image[None])
    interpreter.invoke()
    return int(interpreter.get_tensor(result["index"])[0].argmax())


def rounded_weights(file, names, question):
    """What int8 did to each matrix: its number of scales, its largest error, and that in steps."""
    interpreter = Interpreter(model_content=file, num_threads=1)
    interpreter.allocate_tensors()
    details = {
        tuple(each["shape"]): each for each in interpreter.get_tensor_details() if each["dtype"] == np.int8
    }
    rounded = {}
    for name in names:
        if question[name].ndim == 2:
            detail = details[question[name].shape]
            scales = detail["quantization_parameters"]["scales"][:, None]
            errors = abs(interpreter.get_tensor(detail["index"]) * scales - question[name])
            rounded[name] = {
                "scales": scales.size,
                "largest error": float(errors.max()),
                "largest error in steps": float((errors / scales).max()),
            }
    return rounded
