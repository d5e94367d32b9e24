"""A little of ONNX: nodes are added one by one, each returns the name of its output."""
import numpy
from onnx import TensorProto, helper, numpy_helper


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, value, dtype=None):
        array = numpy.asarray(value, dtype=dtype)
        self.count += 1
        self.constants.append(numpy_helper.from_array(array, f"c{self.count}"))
        return f"c{self.count}"

    def add(self, kind, *inputs, outputs=1, **attributes):
        self.count += 1
        names = [f"t{self.count}_{i}" for i in range(outputs)]
        inputs = [self.constant(i, numpy.float32) if isinstance(i, float) else i for i in inputs]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def model(self, outputs):
        """`outputs`: name → what it is. Of each text three numbers, or of each token with `token_` in front."""
        ids, mask = (helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ("input_ids", "attention_mask"))
        results = []
        for name, value in outputs.items():
            self.nodes.append(helper.make_node("Identity", [value], [name]))
            shape = ["batch", "sequence", 3] if name.startswith("token_") else ["batch", 3]
            results.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        graph = helper.make_graph(self.nodes, "sentiment", [ids, mask], results, self.constants)
        made = helper.make_model(graph, producer_name="tradewind", opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)])
        made.ir_version = 9
        return made
