using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

/// <summary>
/// The arithmetic of sizes on random numbers: windows, ranges, pads, scales. Many nodes share one network, and one start of the engine.
/// </summary>
public sealed class ArithmeticAgreesWithOrt
{
    private const int Cases = 150;

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_pools() => AssertSizes("pools", (random, i) =>
    {
        var kernel = Two(() => random.Next(4) + 1);
        var pads = random.Next(2) == 0 ? [0, 0, 0, 0] : kernel.Concat(kernel).Select(size => random.Next(size)).ToArray();
        var automatic = random.Next(4) == 0 ? $" auto_pad=\"{(random.Next(2) == 0 ? "SAME_UPPER" : "SAME_LOWER")}\""
            : $" pads={List(pads)} ceil_mode={random.Next(2)}";
        var type = random.Next(2) == 0 ? "MaxPool" : "AveragePool";
        return Node("1,1", Two(() => 4 + random.Next(9)),
            $"{type}(%x{i}) kernel_shape={List(kernel)} strides={List(Two(() => random.Next(3) + 1))}{automatic}", i);
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_convolutions() => AssertSizes("convolutions", (random, i) =>
    {
        var kernel = Two(() => random.Next(3) + 1);
        var automatic = random.Next(3) switch
        {
            0 => " auto_pad=\"SAME_UPPER\"",
            1 => " auto_pad=\"SAME_LOWER\"",
            _ => $" pads={List([.. Two(() => random.Next(3)), .. Two(() => random.Next(3))])} dilations={List(Two(() => random.Next(2) + 1))}",
        };
        return $"  const %w{i} : f32[2,1,{string.Join(',', kernel)}] = random({i})\n"
            + Node("1,1", Two(() => 5 + random.Next(8)),
                $"Conv(%x{i}, %w{i}) kernel_shape={List(kernel)} strides={List(Two(() => random.Next(3) + 1))}{automatic}", i);
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_transposed_convolutions() => AssertSizes("transposed", (random, i) =>
    {
        var (kernel, strides) = (Two(() => random.Next(3) + 1), Two(() => random.Next(3) + 1));
        var automatic = random.Next(3) switch
        {
            0 => " auto_pad=\"SAME_UPPER\"",
            1 => " auto_pad=\"SAME_LOWER\"",
            _ => $" dilations={List(Two(() => random.Next(2) + 1))} pads={List([.. kernel.Select(size => random.Next(size)), .. Two(() => 0)])}"
                + $" output_padding={List(strides.Select(stride => random.Next(stride)))}",
        };
        return $"  const %w{i} : f32[1,2,{string.Join(',', kernel)}] = random({i})\n"
            + Node("1,1", Two(() => 3 + random.Next(6)),
                $"ConvTranspose(%x{i}, %w{i}) kernel_shape={List(kernel)} strides={List(strides)}{automatic}", i);
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_ranges() => AssertSizes("ranges", (random, i) =>
    {
        int Place() => random.Next(5) switch { 0 => int.MaxValue, 1 => int.MinValue, _ => random.Next(21) - 10 };
        int Step() => random.Next(2) == 0 ? 1 : random.Next(2) == 0 ? -1 - random.Next(3) : 1 + random.Next(3);
        return Node("2", Two(() => 1 + random.Next(7)),
            $"Slice(%x{i}) starts={List(Two(Place))} ends={List(Two(Place))} axes=[-1,1] steps={List(Two(Step))}", i);
    });

    [NeedsFact(Need.OnnxRuntime)]
    public void Of_pads_and_scales() => AssertSizes("scales", (random, i) => Node("1,1", Two(() => 3 + random.Next(9)), random.Next(2) == 0
        ? $"Pad(%x{i}) pads=[0,0,{string.Join(',', Two(() => random.Next(4) - 1))},0,0,{string.Join(',', Two(() => random.Next(4) - 1))}]"
        : $"Resize(%x{i}) scales=[1.0,1.0,{string.Join(',', Two(() => 1 + random.Next(30)).Select(tenths => (tenths / 8.0).ToString("0.000", CultureInfo.InvariantCulture)))}]", i));

    private static void AssertSizes(string name, Func<SeededData, int, string> node)
    {
        var text = new StringBuilder($"graph @{name}\n");
        for (var i = 0; i < Cases; i++)
        {
            text.Append(node(new SeededData(i), i));
        }

        // A case may ask for what does not fit; the engine would refuse the whole network, so those are left out here.
        var whole = GraphParser.Parse(text.ToString());
        var impossible = whole.TypeProblems.Select(problem => problem.Node).ToHashSet();
        var possible = whole.Nodes.Where(each => !impossible.Contains(each)).ToList();
        var inputs = possible.Select(each => each.Inputs[0]!).ToImmutableArray();
        var graph = Graph.Create(name, inputs, possible, [.. possible.Select(each => new GraphOutput(each.Output.Hint, each.Output))],
            whole.Initializers);

        var results = new OrtExecutor().Run(graph, TensorGenerator.InputsOf(graph).AsSpan());

        Assert.True(possible.Count > Cases / 2, $"only {possible.Count} cases are possible");
        var lines = GraphPrinter.Lines(graph).Where(line => line.Contains(" = ", StringComparison.Ordinal)
            && !line.Contains("const", StringComparison.Ordinal));
        Assert.All(lines.Zip(results), pair => Assert.Equal($"{pair.First.Split(" : ")[0]} : {pair.Second.Type}", pair.First));
    }

    private static string Node(string head, int[] extent, string call, int i) =>
        $"  in %x{i} : f32[{head},{string.Join(',', extent)}]\n  %y{i} = {call}\n  out %y{i}\n";

    private static int[] Two(Func<int> number) => [number(), number()];

    private static string List(IEnumerable<int> numbers) => $"[{string.Join(',', numbers)}]";
}
