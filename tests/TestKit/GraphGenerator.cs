using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.TestKit;

/// <summary>
/// Random small networks: convolutions with strides, dilations, groups and uneven pads over one to three axes, norms, activations,
/// per-channel and other constants, residual blocks with identity and projection, concatenations, pools, shared weights, several
/// outputs. They are made as text, so what fails is a golden already.
/// </summary>
public sealed class GraphGenerator
{
    private readonly SeededData random;
    private readonly StringBuilder text = new();
    private readonly List<string> outputs = [];
    private readonly Dictionary<string, string> shared = [];
    private readonly string element;
    private readonly int rank;
    private readonly int seed;
    private int number;
    private Map current;

    private GraphGenerator(int seed, bool half)
    {
        (this.seed, random, element) = (seed, new SeededData(seed), half ? "f16" : "f32");
        rank = Pick(2, 2, 2, 1, 3);
        var extent = Enumerable.Range(0, rank).Select(_ => rank == 3 ? Between(4, 7) : Between(7, 13)).ToArray();
        current = new Map("%x", Between(1, 6), Dims.Create(extent));
        var batch = Pick("N", "N", "2", "1");
        text.Append(CultureInfo.InvariantCulture,
            $"graph @generated-{seed}\n  in %x : {element}[{batch},{current.Channels},{string.Join(',', extent)}]\n");
    }

    /// <summary>The text of a network.</summary>
    /// <param name="seed">The same network for the same seed.</param>
    /// <param name="half">Whether it computes in half precision.</param>
    public static string Text(int seed, bool half = false)
    {
        var generator = new GraphGenerator(seed, half);
        var steps = generator.Between(2, 8);
        for (var step = 0; step < steps; step++)
        {
            generator.Step();
        }

        return generator.Finish();
    }

    /// <summary>The network of a seed.</summary>
    public static Graph Create(int seed, bool half = false) => GraphParser.Parse(Text(seed, half));

    private void Step()
    {
        switch (random.Next(14))
        {
            case 0 or 1 or 2: Convolve(); break;
            case 3: Convolve(same: true); break;
            case 4: Convolve(depthwise: true); break;
            case 5: Normalize(); break;
            case 6 or 7: Activate(); break;
            case 8 or 9: Residual(); break;
            case 10: Shift(); break;
            case 11: Pool(); break;
            case 12: Join(); break;
            default: Around(); break;
        }

        if (random.Next(12) == 0 && current.Name != "%x")
        {
            outputs.Add(current.Name);
        }
    }

    private string Finish()
    {
        if (current.Name == "%x")
        {
            Convolve(same: true);
        }

        if (random.Next(3) == 0)
        {
            var pooled = Define("GlobalAveragePool", current.Name);
            var flat = Define("Flatten", pooled);
            outputs.Add(Define("Gemm transB=1", flat, Constant($"[3,{current.Channels}]"), Constant("[3]")));
        }
        else
        {
            outputs.Add(current.Name);
        }

        foreach (var output in outputs.Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"  out {output}\n");
        }

        return text.ToString();
    }

    private void Convolve(bool same = false, bool depthwise = false, int? channels = null)
    {
        var kernel = Each(axis => same ? Pick(1, 3) : Math.Min(Between(1, 3), current.Extent[axis]));
        var dilations = Each(axis =>
            kernel[axis] > 1 && (2 * (kernel[axis] - 1)) + 1 <= current.Extent[axis] && random.Next(4) == 0 ? 2 : 1);
        var strides = Each(_ => same || random.Next(3) > 0 ? 1 : 2);
        var groups = depthwise ? current.Channels : same || random.Next(3) > 0 ? 1 : Divisor(current.Channels);
        var result = channels ?? groups * Between(1, Math.Max(1, 6 / groups));
        var padded = random.Next(2) == 0;
        var pads = same
            ? Dims.Create([.. kernel.Concat(kernel).Select((size, i) => dilations[i % rank] * (size - 1) / 2)])
            : Dims.Create([.. Enumerable.Range(0, 2 * rank).Select(_ => padded ? random.Next(3) : 0)]);
        Convolve(Window.Of(kernel, strides, pads, dilations), groups, result);
    }

    private void Convolve(Window window, int groups, int channels)
    {
        var attributes = AttributeWriter.ForText(new Conv { Window = window, Groups = groups });
        var weight = Weight($"[{channels},{current.Channels / groups},{string.Join(',', window.KernelShape)}]",
            window.KernelShape.Product * current.Channels / groups);
        var name = random.Next(2) == 0
            ? Define($"Conv{Suffix(attributes)}", current.Name, weight, Constant($"[{channels}]"))
            : Define($"Conv{Suffix(attributes)}", current.Name, weight);
        current = new Map(name, channels, Slid(window));
    }

    private void Normalize()
    {
        var size = $"[{current.Channels}]";
        Follow(Define("BatchNormalization", current.Name, Constant(size), Constant(size), Constant(size),
            Constant(size, $"positive({Seed()})")));
    }

    private void Activate() => Follow(Define(
        Pick("Relu", "Relu", "Relu", "Clip min=0.0 max=6.0", "LeakyRelu alpha=0.1", "HardSwish", "Sigmoid", "Tanh", "Elu", "HardSigmoid"),
            current.Name));

    /// <summary>A block around an identity, or around a pointwise projection that may stride.</summary>
    private void Residual()
    {
        var (start, projects, stride) = (current, random.Next(3) == 0, Pick(1, 1, 2));
        Convolve(same: true, channels: projects ? null : start.Channels);
        if (random.Next(2) == 0)
        {
            Normalize();
        }

        Activate();
        var kernel = Dims.Repeat(3, rank);
        if (projects)
        {
            Convolve(Window.Of(kernel, Dims.Repeat(stride, rank), Dims.Repeat(1, 2 * rank)), 1, Between(1, 6));
            var body = current;
            current = start;
            Convolve(Window.Of(Dims.Repeat(1, rank), Dims.Repeat(stride, rank)), 1, body.Channels);
            Follow(Define("Add", body.Name, current.Name));
        }
        else
        {
            Convolve(Window.Of(kernel, pads: Dims.Repeat(1, 2 * rank)), 1, start.Channels);
            Follow(random.Next(2) == 0 ? Define("Add", current.Name, start.Name) : Define("Add", start.Name, current.Name));
        }
    }

    /// <summary>Constants: on the channel axis, on all, and on axes that look like the channels'.</summary>
    private void Shift()
    {
        var ones = string.Concat(Enumerable.Repeat(",1", rank));
        var shape = Pick($"[{current.Channels}{ones}]", $"[1,{current.Channels}{ones}]", "[]", "[1]", $"[{current.Extent[^1]}]",
            $"[{string.Join(',', current.Extent)}]");
        var op = Pick("Add", "Mul", "Sub", "Div");
        Follow(Define(op, current.Name, Constant(shape, $"positive({Seed()})")));
    }

    private void Pool()
    {
        if (current.Extent.Any(size => size < 2))
        {
            return;
        }

        var window = Window.Of(Dims.Repeat(2, rank), Dims.Repeat(Pick(1, 2), rank), Dims.Repeat(Pick(0, 0, 1), 2 * rank));
        Operator op = Pick(0, 1, 2) switch
        {
            0 => new MaxPool { Window = window },
            1 => new AveragePool { Window = window },
            _ => new AveragePool { Window = window, CountIncludePad = true },
        };
        current = new Map(Define(op.OpType + Suffix(AttributeWriter.ForText(op)), current.Name), current.Channels, Slid(window));
    }

    private void Join()
    {
        var start = current;
        Convolve(same: true);
        var left = current;
        current = start;
        Convolve(same: true);
        current = current with { Name = Define("Concat axis=1", left.Name, current.Name), Channels = left.Channels + current.Channels };
    }

    /// <summary>What should disappear, and padding in a node of its own.</summary>
    private void Around()
    {
        if (random.Next(2) == 0)
        {
            Follow(Define(Pick("Identity", "Dropout"), current.Name));
            return;
        }

        var begins = Each(axis => current.Extent[axis] > 4 ? Pick(0, 1, 1, 2, -1) : Pick(0, 1));
        var ends = Each(_ => Pick(0, 1));
        var value = random.Next(3) == 0 ? " value=0.5" : "";
        var name = Define($"Pad pads=[0,0,{string.Join(',', begins)},0,0,{string.Join(',', ends)}]{value}", current.Name);
        current = new Map(name, current.Channels, Each(axis => current.Extent[axis] + begins[axis] + ends[axis]));
        Convolve();
    }

    private void Follow(string name) => current = current with { Name = name };

    private Dims Slid(Window window) =>
        window.Slide(Shape.Of(current.Extent))?.ToDims()
        ?? throw new InvalidOperationException($"seed {seed}: {window} does not fit {current.Extent}");

    private string Define(string call, params string[] operands)
    {
        var space = call.IndexOf(' ', StringComparison.Ordinal);
        var (op, attributes) = space < 0 ? (call, "") : (call[..space], call[space..]);
        var name = $"%v{++number}";
        text.Append(CultureInfo.InvariantCulture,
            $"  {name} = {op}({string.Join(", ", operands)}){attributes} @{op.ToLowerInvariant()}{number}\n");
        return name;
    }

    private string Constant(string shape, string? data = null)
    {
        var name = $"%c{++number}";
        text.Append(CultureInfo.InvariantCulture, $"  const {name} : {element}{shape} = {data ?? $"random({Seed()})"}\n");
        return name;
    }

    /// <summary>A weight of a size that keeps numbers near 1; now and then one that another convolution has too.</summary>
    private string Weight(string shape, int fanIn)
    {
        if (shared.TryGetValue(shape, out var known) && random.Next(3) == 0)
        {
            return known;
        }

        var scale = Math.Sqrt(3.0 / fanIn).ToString("0.000", CultureInfo.InvariantCulture);
        return shared[shape] = Constant(shape, $"random({Seed()},{scale})");
    }

    private int Seed() => random.Next(1 << 20);

    private int Between(int low, int high) => low + random.Next(high - low + 1);

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private int Divisor(int count) => Pick([.. Enumerable.Range(1, count).Where(divisor => count % divisor == 0)]);

    private Dims Each(Func<int, int> size) => Dims.Create([.. Enumerable.Range(0, rank).Select(size)]);

    private static string Suffix(AttributeWriter attributes) =>
        string.Concat(attributes.Attributes.Select(attribute => $" {attribute.Key}={Spelled(attribute.Value)}"));

    private static string Spelled(AttributeValue value) =>
        value is AttributeValue.Ints list ? $"[{string.Join(',', list.Values)}]" : $"{((AttributeValue.Int)value).Value}";

    private sealed record Map(string Name, int Channels, Dims Extent);
}
