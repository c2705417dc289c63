namespace DepthCompress.GraphIR.Tests;

/// <summary>
/// One operator, many opsets: what older and newer files say becomes one spelling, or stays as it is for a stated reason.
/// </summary>
public sealed class OpsetTests
{
    /// <summary>Found by differential fuzzing (seed 52228): a file of an old opset does not say the shape that a computed Reshape gives.</summary>
    [Fact]
    public void ASlopeFitsAnInputThatIsNotKnownYet()
    {
        var graph = GraphParser.Parse("""
            graph @slope
              in %x : f32[?,?]
              const %s : f32[3] = random(1)
              %y = PRelu(%x, %s)
              out %y
            """);

        Assert.Empty(graph.TypeProblems);
    }

    [Theory]
    [InlineData("Clip", 6, "", "Clip")]
    [InlineData("Clip", 6, "min=0.0 max=6.0", "Clip min=0.0 max=6.0")]
    [InlineData("Clip", 11, "", "Clip min=0.0 max=6.0", "f32[2,3,4,4]", "=0.0", "=6.0")]
    [InlineData("Clip", 11, "", "Clip max=6.0", "f32[2,3,4,4]", "_", "=6.0")]
    [InlineData("Clip", 13, "", "?'min' is not one float32 number", "f32[2]", "=[0.0,1.0]")]
    [InlineData("Add", 6, "", "Add", "f32[2,3]", "f32[2,3]")]
    [InlineData("Add", 6, "broadcast=1", "?operands are aligned as in opset 6, by a stated axis", "f32[2,3]", "f32[3]")]
    [InlineData("Mul", 6, "broadcast=1 axis=1", "?operands are aligned as in opset 6, by a stated axis", "f32[2,3]", "f32[3]")]
    [InlineData("Mul", 7, "axis=1", "?operands are aligned as in opset 6, by a stated axis", "f32[2,3]", "f32[3]")]
    [InlineData("Gemm", 6, "broadcast=1", "?the addend is aligned as in opset 6", "f32[2,3]", "f32[3,4]", "f32[4]")]
    [InlineData("Softmax", 11, "", "?the softmax of this opset spans all axes from the stated one on", "f32[2,3,4,4]")]
    [InlineData("Softmax", 11, "axis=3", "Softmax axis=3", "f32[2,3,4,4]")]
    [InlineData("Softmax", 11, "", "Softmax axis=1", "f32[N,3]")]
    [InlineData("Softmax", 11, "", "Softmax axis=1", "f32[N,3,1,1]")]
    [InlineData("Softmax", 11, "", "?the softmax of this opset spans all axes from the stated one on", "?")]
    [InlineData("Softmax", 13, "", "Softmax", "f32[2,3,4,4]")]
    [InlineData("BatchNormalization", 6, "is_test=1", "BatchNormalization")]
    [InlineData("BatchNormalization", 6, "", "?the batch normalization updates its statistics: it is in training form")]
    [InlineData("BatchNormalization", 7, "spatial=0", "?the batch normalization has statistics per element, not per channel")]
    [InlineData("BatchNormalization", 14, "training_mode=1", "?the batch normalization updates its statistics: it is in training form")]
    [InlineData("BatchNormalization", 9, "epsilon=0.001 momentum=0.5", "BatchNormalization epsilon=0.001 momentum=0.5")]
    [InlineData("Dropout", 6, "", "?the dropout is in training form")]
    [InlineData("Dropout", 7, "ratio=0.3", "Dropout ratio=0.3")]
    [InlineData("Dropout", 12, "", "Dropout ratio=0.3", "f32[2]", "=0.3")]
    [InlineData("Dropout", 12, "", "?the dropout is in training form", "f32[2]", "=0.3", "=true")]
    [InlineData("Dropout", 12, "", "Dropout ratio=0.3", "f32[2]", "=0.3", "=false")]
    [InlineData("Upsample", 7, "scales=[1.0,2.0]", "Upsample scales=[1.0,2.0]", "f32[2,3]")]
    [InlineData("Upsample", 9, "mode=\"linear\"", "Upsample scales=[1.0,2.0] mode=\"linear\"", "f32[2,3]", "=[1.0,2.0]")]
    [InlineData("Resize", 10, "", "?the resize of opset 10 leaves rounding to the engine", "f32[2,3]", "=[1.0,2.0]")]
    [InlineData("Resize", 11, "", "Resize scales=[1.0,2.0]", "f32[2,3]", "=[]", "=[1.0,2.0]")]
    [InlineData("Resize", 13, "", "Resize sizes=[2,5]", "f32[2,3]", "_", "_", "=[2,5]")]
    [InlineData("Resize", 11, "", "Resize sizes=[2,5]", "f32[2,3]", "=[]", "=[]", "=[2,5]")]
    [InlineData("Resize", 13, "coordinate_transformation_mode=\"tf_crop_and_resize\"", "?the resize crops", "f32[2,3]",
        "=[0.0,0.0,1.0,1.0]", "=[1.0,2.0]")]
    [InlineData("Resize", 13, "", "?either scales or sizes are needed", "f32[2,3]")]
    [InlineData("Pad", 6, "pads=[0,1,0,1]", "Pad pads=[0,1,0,1]", "f32[2,3]")]
    [InlineData("Pad", 11, "mode=\"edge\"", "Pad mode=\"edge\" pads=[0,1,0,1]", "f32[2,3]", "=[0,1,0,1]")]
    [InlineData("Pad", 13, "", "Pad pads=[0,1,0,1] value=0.5", "f32[2,3]", "=[0,1,0,1]", "=0.5")]
    [InlineData("Pad", 18, "", "Pad pads=[1,1] axes=[-1]", "f32[2,3]", "=[1,1]", "_", "=[-1]")]
    [InlineData("Pad", 11, "", "Pad", "f32[2,3]", "i64[4]")]
    [InlineData("Pad", 11, "", "?the pads are not stated as begins and ends", "f32[2,3]")]
    [InlineData("Squeeze", 11, "axes=[1]", "Squeeze axes=[1]", "f32[2,1]")]
    [InlineData("Squeeze", 13, "", "Squeeze axes=[1]", "f32[2,1]", "=[1]")]
    [InlineData("Unsqueeze", 11, "axes=[1]", "Unsqueeze axes=[1]", "f32[2]")]
    [InlineData("Unsqueeze", 13, "", "?the axes are not stated", "f32[2]")]
    [InlineData("ReduceMean", 13, "axes=[2,3] keepdims=0", "ReduceMean axes=[2,3] keepdims=0")]
    [InlineData("ReduceMean", 18, "", "ReduceMean axes=[2,3]", "f32[2,3,4,4]", "=[2,3]")]
    [InlineData("Reshape", 6, "", "Reshape shape=[0,-1]", "f32[2,3,4]", "=[0,-1]")]
    [InlineData("Reshape", 14, "allowzero=1", "Reshape allowzero=1", "f32[2,3,4]", "i64[2]")]
    [InlineData("Slice", 9, "starts=[1] ends=[3]", "Slice starts=[1] ends=[3]", "f32[4]")]
    [InlineData("Slice", 10, "", "Slice starts=[1] ends=[2147483647] axes=[0] steps=[2]", "f32[4]", "=[1]", "=[9223372036854775807]",
        "=[0]", "=[2]")]
    [InlineData("Slice", 10, "", "?starts, ends, axes and steps do not fit together", "f32[4]", "=[1]", "=[3,4]")]
    [InlineData("Slice", 10, "", "?starts, ends, axes and steps do not fit together", "f32[4]", "=[1]", "=[3]", "=[0]", "=[0]")]
    [InlineData("Split", 11, "split=[1] axis=1", "Split axis=1 split=[1]", "f32[2,3]")]
    [InlineData("Split", 18, "num_outputs=3", "?the number of parts is not the number of results", "f32[3]")]
    [InlineData("PRelu", 6, "", "?the slope is aligned as in opset 6, by channels", "f32[2,3,4,4]", "f32[3]")]
    [InlineData("PRelu", 6, "", "PRelu", "f32[2,3,4,4]", "f32[1]")]
    [InlineData("GroupNormalization", 18, "num_groups=2", "?scale and shift are per group, or the groups are not stated", "f32[2,4]",
        "f32[2]", "f32[2]")]
    [InlineData("Constant", 12, "value_float=1.5", "Constant value=f32[]=[1.5]")]
    [InlineData("Constant", 12, "value_ints=[1,9223372036854775807]", "Constant value=i64[2]=[1,9223372036854775807]")]
    [InlineData("Constant", 12, "value_string=\"a\"", "?the constant is sparse, or text")]
    [InlineData("Conv", 11, "kernel_shape=[3,3] pads=[1,1,1]", "?kernel_shape, strides, dilations and pads disagree in length")]
    [InlineData("Conv", 11, "kernel_shape=[3,3] auto_pad=\"VALID\" pads=[1,1,1,1]", "?both auto_pad and pads are stated")]
    [InlineData("Conv", 11, "", "Conv kernel_shape=[3,2]", "f32[1,2,5,5]", "f32[2,2,3,2]")]
    [InlineData("MaxPool", 8, "", "?the kernel shape is not stated and does not follow from a weight")]
    [InlineData("Cast", 13, "to=8", "?the element type is not stated, or is text")]
    [InlineData("Relu", 14, "consumed_inputs=[0]", "?attribute 'consumed_inputs' of Relu is unknown")]
    [InlineData("LeakyRelu", 14, "alpha=1", "?attribute 'alpha' is not of kind Float")]
    [InlineData("Concat", 13, "", "?the axis is not stated")]
    [InlineData("FancyNewThing", 13, "", "?FancyNewThing is not an operator this compiler understands")]
    public void Reads(string type, int opset, string attributes, string expected, params string[] operands)
    {
        if (operands.Length == 0)
        {
            operands = type == "Constant" ? [] : ["f32[2,3,4,4]"];
        }

        var written = GraphParser.Parse($"graph @g\n  %y = ?{type}() {attributes}\n  out %y").Nodes[0].Op;
        var reader = new AttributeReader(((Opaque)written).Attributes.ToDictionary(), opset);

        var op = OperatorCatalog.Read(type, "", reader, [.. operands.Select(OperandOf)]);

        Assert.Equal(expected, op is Opaque { Reason: var reason } ? $"?{reason}" : Spelled(op));
    }

    [Theory]
    [InlineData(6, "alpha=0.2", "")]
    [InlineData(9, "alpha=0.2", "")]
    public void LeakyReluKeepsItsAttribute(int opset, string attributes, string operands) =>
        Assert.Equal((attributes, operands), Written(new LeakyRelu { Alpha = 0.2f }, opset));

    [Fact]
    public void OneSpellingIsWrittenAsEachOpsetWantsIt()
    {
        var clip = new Clip { Min = 0, Max = 6 };
        var squeeze = new Squeeze { Axes = [1] };
        var resize = new Resize { Sizes = [1, 2] };

        Assert.Equal(("min=0.0 max=6.0", ""), Written(clip, 10));
        Assert.Equal(("", "1:f32[]=[0.0] 2:f32[]=[6.0]"), Written(clip, 11));
        Assert.Equal(("", "1:f16[]=[0.0] 2:f16[]=[6.0]"), Written(clip, 11, ElementType.Float16));
        Assert.Equal(("axes=[1]", ""), Written(squeeze, 12));
        Assert.Equal(("", "1:i64[1]=[1]"), Written(squeeze, 13));
        Assert.Equal(("", "1:f32[0]=[] 2:f32[0]=[] 3:i64[2]=[1,2]"), Written(resize, 11));
        Assert.Equal(("", "3:i64[2]=[1,2]"), Written(resize, 13));
        Assert.Equal(("is_test=1", ""), Written(new BatchNormalization(), 6));
        Assert.Equal(("", ""), Written(new BatchNormalization(), 9));
        Assert.Equal(("axis=-1", ""), Written(new Softmax(), 12));
        Assert.Equal(("", ""), Written(new Softmax { Axis = 1 }, 12));
        Assert.Equal(("axis=1", ""), Written(new Softmax { Axis = 1 }, 13));
        Assert.Equal(("num_outputs=3", ""), Written(new Split { Parts = 3 }, 18));
        Assert.Equal(("", ""), Written(new Split { Parts = 3 }, 13));
        Assert.Equal("Resize", AttributeWriter.ForOnnx(new Upsample { Scales = [1, 2] }, 13).OpType);
    }

    private static (string Attributes, string Operands) Written(Operator op, int opset, ElementType element = ElementType.Float32)
    {
        var writer = AttributeWriter.ForOnnx(op, opset, element);
        var operands = writer.Operands.Select(operand =>
            $"{operand.Key}:{TensorText.Type(operand.Value.Type)}={TensorText.Data(operand.Value)}");
        var carrier = new Opaque("T", "") { Attributes = [.. writer.Attributes] };
        return (Spelled(carrier)[1..].TrimStart(), string.Join(' ', operands));
    }

    private static string Spelled(Operator op)
    {
        var value = new Value("y");
        var graph = Graph.Create("g", [], [new Node { Name = "y", Op = op, Inputs = [], Outputs = [value] }], [new("y", value)],
            new Dictionary<Value, Tensor>());
        var line = GraphPrinter.Lines(graph)[1].Split(" = ", 2)[1].Replace("()", "", StringComparison.Ordinal);
        return line.Split(" : ")[0].TrimStart('?');
    }

    /// <summary>A type; <c>=</c> and numbers for a constant; <c>?</c> for something unknown; <c>_</c> for nothing.</summary>
    private static Operand OperandOf(string text)
    {
        if (text is "_" or "?")
        {
            return text is "_" ? default : new Operand(null, null);
        }

        if (text is "=true" or "=false")
        {
            var flag = Tensor.Borrow(ElementType.Bool, [], new byte[] { text is "=true" ? (byte)1 : (byte)0 });
            return new Operand(flag.Type, flag);
        }

        if (text[0] != '=')
        {
            return new Operand(GraphParser.Parse($"graph @g\n  in %x : {text}\n  out %x").Inputs[0].Declared, null);
        }

        var list = text[1..].Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries);
        var element = list.Length == 0 || text.Contains('.', StringComparison.Ordinal) ? "f32" : "i64";
        var shape = text[1] == '[' ? $"[{list.Length}]" : "[]";
        var tensor = GraphParser.Parse($"graph @g\n  const %x : {element}{shape} = [{string.Join(',', list)}]\n  out %x").Initializers.Values.Single();
        return new Operand(tensor.Type, tensor);
    }
}
