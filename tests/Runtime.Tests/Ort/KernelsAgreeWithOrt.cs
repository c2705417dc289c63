using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;
using FsCheck;
using FsCheck.Fluent;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace DepthCompress.Runtime.Tests.Ort;

/// <summary>The laws of the kernel algebra with ONNX Runtime on both sides, in single precision; many cases share one network.</summary>
public sealed class KernelsAgreeWithOrt
{
    /// <summary>2⁻²⁴ times the few hundred products of such small kernels; a wrong tap or border shows at 10⁻¹.</summary>
    private const double SinglePrecision = 2e-5;

    private const int CasesPerNetwork = 60;

    [NeedsFact(Need.OnnxRuntime)]
    public void The_reference_evaluation_is_what_the_engine_computes() => ForAll(KernelGenerator.Any, map =>
    [
        new(map, Singly(map), null),
    ]);

    [NeedsFact(Need.OnnxRuntime)]
    public void One_map_after_another_is_their_composition() => ForAll(KernelGenerator.Pair, pair =>
        pair.First.WhyNotThen(pair.Next) is null
            ? [new(AffineMap.Chain(pair.First, pair.Next), Singly(pair.First.Then(pair.Next)), [Singly(pair.First), Singly(pair.Next)])]
            : []);

    [NeedsFact(Need.OnnxRuntime)]
    public void Maps_with_padding_in_front_are_their_composition() => ForAll(KernelGenerator.Triple, triple =>
    {
        var moved = (AffineMap.Sequence)AffineMap.Chain(triple.First, triple.Second, triple.Third).MovePaddingToFront();
        var layers = moved.Steps.Select(step => Singly(((AffineMap.Single)step).Kernel)).ToArray();
        return [new(moved, Singly(moved.Compose().Kernel!), layers)];
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void A_block_with_a_shortcut_is_one_map() => ForAll(KernelGenerator.Any, map =>
    {
        var kernel = Dims.Create([.. map.Window.KernelShape.Select(size => (2 * (size / 2)) + 1)]);
        var same = Window.Of(kernel, pads: Dims.Create([.. kernel.Concat(kernel).Select(size => size / 2)]));
        var branch = KernelGenerator.Make(map.Inputs, map.Inputs, map.Groups, same, map.HasBias, seed: map.Weight.Count);
        var block = AffineMap.Added(branch, ConvKernel.Identity(map.Inputs, map.Rank));
        return [new(block, Singly(block.Compose().Kernel!), null)];
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void A_sum_of_maps_is_one_map() => ForAll(KernelGenerator.Addends, pair =>
    [
        new(AffineMap.Added(pair.Left, pair.Right), Singly(pair.Left.Plus(pair.Right)), null),
    ]);

    /// <summary>The parts in double precision, the merged map in the engine, and where given the parts in the engine, one after another.</summary>
    private sealed record Case(AffineMap Parts, ConvKernel Merged, ConvKernel[]? Layers);

    /// <summary>The map as the engine will have it: rounded once.</summary>
    private static ConvKernel Singly(ConvKernel map) => map with
    {
        Weight = map.Weight.ConvertTo(ElementType.Float32).ConvertTo(ElementType.Float64),
        Bias = map.Bias.ConvertTo(ElementType.Float32).ConvertTo(ElementType.Float64),
    };

    private static void ForAll<T>(Gen<T> gen, Func<T, Case[]> law)
    {
        var cases = gen.Sample(CasesPerNetwork).SelectMany(law).ToArray();
        Assert.NotEmpty(cases);
        var random = new Random(cases.Length);
        var inputs = cases.Select(each => Input(each, random).ConvertTo(ElementType.Float32)).ToArray();
        var results = new OrtExecutor().Run(Network(cases, inputs), inputs);
        var next = 0;
        foreach (var (each, input) in cases.Zip(inputs))
        {
            var expected = each.Parts.Apply(input);
            AssertClose(expected, results[next++], each);
            if (each.Layers is not null)
            {
                AssertClose(expected, results[next++], each);
            }
        }
    }

    private static Tensor Input(Case each, Random random)
    {
        var kernel = each.Merged.Window;
        var extent = Enumerable.Range(0, each.Merged.Rank).Select(axis => kernel.Reach(axis) + random.Next(0, 4));
        return KernelGenerator.Numbers([1, each.Merged.Inputs, .. extent], random);
    }

    private static Graph Network(Case[] cases, Tensor[] inputs)
    {
        var values = inputs.Select((input, index) => new Value($"x{index}", input.Type)).ToImmutableArray();
        var (nodes, outputs, weights) = (new List<Node>(), new List<GraphOutput>(), new Dictionary<Value, Tensor>());
        foreach (var (each, input) in cases.Zip(values))
        {
            Answer([each.Merged], input);
            Answer(each.Layers ?? [], input);
        }

        return Graph.Create("laws", values, nodes, [.. outputs], weights);

        void Answer(ConvKernel[] layers, Value value)
        {
            foreach (var layer in layers)
            {
                var (weight, bias, result) = (new Value("w"), new Value("b"), new Value("y"));
                weights.Add(weight, layer.Weight.ConvertTo(ElementType.Float32));
                weights.Add(bias, layer.Bias.ConvertTo(ElementType.Float32));
                nodes.Add(new Node { Name = $"conv{nodes.Count}", Op = layer.ToOperator(), Inputs = [value, weight, bias], Outputs = [result] });
                value = result;
            }

            if (layers.Length > 0)
            {
                outputs.Add(new($"y{outputs.Count}", value));
            }
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, Case each)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var difference = actual.ToDoubles();
        TensorPrimitives.Subtract(difference, expected.AsSpan<double>(), difference);
        var error = Math.Abs(TensorPrimitives.MaxMagnitude<double>(difference));
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(expected.AsSpan<double>()));
        Assert.True(error <= SinglePrecision * Math.Max(1, scale), $"{each.Merged.Window}, {each.Merged.Groups} groups: off by {error} at scale {scale}");
    }
}
