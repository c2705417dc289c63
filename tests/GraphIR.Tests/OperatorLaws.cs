namespace DepthCompress.GraphIR.Tests;

/// <summary>What holds for every operator; the examples are in TestKit.</summary>
public sealed class OperatorLaws
{
    public static IEnumerable<object[]> Examples => OperatorExamples.Names;

    [Fact]
    public void EveryOperatorHasAnExample()
    {
        var shown = OperatorExamples.All.Select(example => example.Op.OpType).Distinct().Order();

        Assert.Equal(OperatorCatalog.All.Select(entry => entry.Type).Order(), shown);
    }

    [Fact]
    public void TheCatalogIsInOrder()
    {
        var types = OperatorCatalog.All.Select(entry => entry.Type)
            .Where(type => !UnaryFunction.Functions.Contains(type) && !BroadcastFunction.Functions.Contains(type)).ToList();

        Assert.Equal(types.OrderBy(type => type, StringComparer.OrdinalIgnoreCase), types);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void TheTextSaysEverything(string name)
    {
        var example = OperatorExamples.Of(name);

        var printed = GraphPrinter.Print(example.Graph);
        var again = GraphParser.Parse(printed);

        Assert.Equal(printed, GraphPrinter.Print(again));
        Assert.Equal(example.Op, again.Nodes[^1].Op);
        Assert.Contains(example.Text.Split('\n')[^(example.Graph.Outputs.Length + 2)] + "\n", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryOpsetSaysEverything(string name)
    {
        var example = OperatorExamples.Of(name);
        foreach (var opset in example.Opsets)
        {
            var written = AttributeWriter.ForOnnx(example.Op, opset);
            if (written.OpType is not null)
            {
                continue;
            }

            var reader = new AttributeReader(written.Attributes.ToDictionary(), opset) { Results = example.Node.Outputs.Length };
            var op = OperatorCatalog.Read(example.Op.OpType, "", reader, WithConstants(example, written));

            Assert.Equal((opset, example.Op), (opset, op));
            Assert.Equal(written.Operands.Where(operand => operand.Value.Count > 0).Select(operand => operand.Key),
                reader.ConsumedSlots.Where(slot => written.Operands[slot].Count > 0));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void OperandsThatBecomeConstantsAreTakenIn(string name)
    {
        var example = OperatorExamples.Of(name);
        var written = AttributeWriter.ForOnnx(example.Op, OnnxShell.NewestOpset);
        if (written.Operands.Count == 0 || written.OpType is not null || example.Op is Dropout)
        {
            return;
        }

        var operands = WithConstants(example, written);
        var computed = operands
            .Select((operand, slot) => written.Operands.ContainsKey(slot) ? new Operand(operand.Type, null) : operand).ToArray();
        var reader = new AttributeReader(written.Attributes.ToDictionary(), OnnxShell.NewestOpset)
        {
            Results = example.Node.Outputs.Length,
        };
        var open = OperatorCatalog.Read(example.Op.OpType, "", reader, computed);
        ImmutableArray<Value?> inputs = [.. operands.Select((operand, slot) =>
            !operand.IsPresent ? null : slot < example.Node.Inputs.Length ? example.Node.Inputs[slot] : new Value($"c{slot}"))];

        var taken = OperatorCatalog.Configure(example.Node.With(op: open, inputs: inputs), operands);

        Assert.Empty(reader.ConsumedSlots);
        Assert.NotEqual(example.Op, open);
        Assert.Equal(example.Op, taken?.Op);
        Assert.Equal<IEnumerable<Value?>>(example.Node.Inputs, taken!.Inputs);
    }

    /// <summary>Files may feed anything to anything; answers may be wrong operands or unknown types, never an exception.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void NoOperandsUpsetAnOperator(string name)
    {
        var example = OperatorExamples.Of(name);
        Operand[] strange =
        [
            default, new(null, null), Of(ElementType.Float32), Of(ElementType.Float32, 0), Of(ElementType.Float32, 3),
            Of(ElementType.Int64, 2, 3),
            Of(ElementType.Float32, 2, 3, 4), Of(ElementType.Float32, 1, 0, 0, 0),
            Of(ElementType.Float16, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue),
            Of(ElementType.Float32, 1, 1, 1, 1, 1, 1, 1),
            new(new(ElementType.Float32, [Dim.Unknown, Dim.Named("C"), Dim.Unknown, Dim.Named("W")]), null),
            Constant([0]), Constant([3]), Constant([2, 3, 1, 1]), Constant([]),
        ];
        var whole = example.Operands.ToArray();
        for (var slot = 0; slot <= whole.Length; slot++)
        {
            foreach (var operand in strange)
            {
                var operands = slot < whole.Length ? [.. whole[..slot], operand, .. whole[(slot + 1)..]] : whole.Append(operand).ToArray();
                var inference = example.Op.Infer(operands);
                var kernel = example.Op.Lift(operands);

                Assert.False(inference.Types.IsDefault);
                Assert.True(inference.Problem is null || inference.Types.IsEmpty);
                Assert.True(kernel is null
                    || (kernel.Weight.Element == ElementType.Float64 && kernel.Bias.Shape == [kernel.Weight.Shape[0]]));
            }

            example.Op.Infer(whole.AsSpan(0, slot));
            example.Op.Lift(whole.AsSpan(0, slot));
        }
    }

    private static Operand Of(ElementType element, params int[] shape) => new(new TensorType(element, Shape.Of(Dims.Create(shape))), null);

    private static Operand Constant(Dims shape) =>
        new(new TensorType(ElementType.Float32, Shape.Of(shape)),
            SeededData.Random(new TensorType(ElementType.Float32, Shape.Of(shape)), 1));

    private static Operand[] WithConstants(OperatorExample example, AttributeWriter written)
    {
        var operands = example.Operands.ToList();
        foreach (var (slot, tensor) in written.Operands)
        {
            while (operands.Count <= slot)
            {
                operands.Add(default);
            }

            operands[slot] = new Operand(tensor.Type, tensor);
        }

        return [.. operands];
    }
}
