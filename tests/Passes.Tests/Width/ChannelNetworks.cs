using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Random networks with every way in which channels meet; they end in a layer, so that most channels are free.</summary>
internal sealed class ChannelNetworks
{
    private readonly Random random;
    private readonly NetworkText net = new(inputs: 3, extent: 6, bias: 0.5);
    private readonly List<string> used = [];
    private string current;
    private int channels;

    private ChannelNetworks(int seed)
    {
        random = new Random(seed);
        channels = Pick(4, 6, 8, 12);
        current = net.Conv("%x", channels, scale: 2);
    }

    private int Size => 6;

    public static (Graph Graph, string Steps) Create(int seed)
    {
        var made = new ChannelNetworks(seed);
        var steps = made.random.Next(2, 7);
        for (var step = 0; step < steps; step++)
        {
            made.Step();
        }

        return (made.Finish(), string.Join(' ', made.used));
    }

    private void Step()
    {
        (string Name, Action Build)[] steps =
        [
            ("conv", () => Conv(Pick(4, 6, 8, 12))), ("norm", () => current = net.Norm(current)),
            ("relu", () => current = net.Relu(current)),
            ("residual", Residual), ("depthwise", () => Conv(channels, groups: channels)),
            ("twofold", () => Conv(2 * channels, groups: channels)),
            ("grouped", () => Conv(Pick(4, 8), groups: Pick(2, 4))), ("concat", Concat), ("shuffle", Shuffle),
            ("split", Split), ("crop", Crop),
            ("pad", Pad), ("instance", () => Follow("InstanceNormalization(%?, %1, %2)")),
            ("group", () => Follow($"GroupNormalization(%?, %1, %2) num_groups={Divisor()}")), ("prelu", () => Shaped("PRelu")),
            ("scale", () => Shaped("Mul")), ("shift", () => Shaped("Sub")), ("gate", Gate), ("transposed", Transposed), ("depth", Depth),
            ("gather", Gather), ("sigmoid", () => Follow("Sigmoid(%?)")),
            ("pool", () => Follow("MaxPool(%?) kernel_shape=[3,3] pads=[1,1,1,1]")),
            ("resize", () => Follow($"Resize(%?) sizes=[1,{channels},{Size},{Size}]")), ("groupedshape", GroupedShape),
        ];
        var (name, build) = steps[random.Next(steps.Length)];
        used.Add(name);
        build();
    }

    private Graph Finish()
    {
        switch (random.Next(5))
        {
            case 0:
                current = net.Node("Flatten(%?)", current);
                var features = channels * Size * Size;
                return net.Ends(net.Node($"Gemm(%?, {net.Constant($"[{features},5]", 0.2)}, {net.Constant("[5]", 1)})", current, 5));
            case 1:
                current = net.Node("ReduceMean(%?) axes=[2,3] keepdims=0", current);
                var hidden = net.Node($"Relu({net.Node($"MatMul(%?, {net.Constant($"[{channels},7]", 1)})", current, 7)})", current, 7);
                var shifted = net.Node($"Add(%?, {net.Constant("[7]", 1)})", hidden, 7);
                return net.Ends(net.Node($"Gemm(%?, {net.Constant("[2,7]", 1)}) transB=1", shifted, 2));
            case 2:
                var flat = net.Node($"Reshape(%?) shape=[0,{channels},-1]", current, channels);
                var turned = net.Node("Transpose(%?) perm=[0,2,1]", flat, channels);
                return net.Ends(net.Node($"MatMul(%?, {net.Constant($"[{channels},3]", 1)})", turned, 3));
            case 3:
                return net.Ends(net.Head(current));
            default:
                return net.Ends(net.Conv(current, 2, kernel: 3), net.Conv(current, 3, kernel: 1));
        }
    }

    private void Conv(int outputs, int groups = 1)
    {
        if (channels % groups == 0 && outputs % groups == 0)
        {
            current = net.Conv(current, outputs, groups: groups, kernel: Pick(1, 3), scale: 1.5);
            channels = outputs;
        }
    }

    private void Residual()
    {
        var inner = net.Relu(net.Norm(net.Conv(current, Pick(4, 6), kernel: 3)));
        current = net.Add(net.Conv(inner, channels), current);
    }

    private void Concat()
    {
        var (left, right, more) = (net.Relu(net.Conv(current, 4)), current, random.Next(2) == 0);
        current = net.Node($"Concat({left}, {right}{(more ? $", {left}" : "")}) axis=1", current, channels + (more ? 8 : 4));
        channels += more ? 8 : 4;
    }

    private void Shuffle()
    {
        var groups = Divisor();
        var parts = net.Node($"Reshape(%?) shape=[0,{groups},{channels / groups},{Size},{Size}]", current);
        var turned = net.Node("Transpose(%?) perm=[0,2,1,3,4]", parts, channels);
        current = net.Node($"Reshape(%?) shape=[{Pick("0", "-1")},{channels},{Size},{Size}]", turned, channels);
    }

    private void Split()
    {
        var first = channels / 2;
        var left = net.Node($"Slice(%?) starts=[0] ends=[{first}] axes=[1]", current, first);
        var right = net.Node($"Slice(%?) starts=[-{channels - first}] ends=[2147483647] axes=[1]", current, channels - first);
        if (random.Next(2) == 0 && 2 * first == channels)
        {
            current = net.Add(net.Relu(left), right);
            channels = first;
            return;
        }

        current = net.Node($"Concat({right}, {net.Conv(left, 3)}) axis=1", current, channels - first + 3);
        channels = channels - first + 3;
    }

    private void Crop()
    {
        current = net.Node("Pad(%?) pads=[0,-1,0,0,0,2,0,0] value=0.5", current, channels + 1);
        channels += 1;
    }

    /// <summary>The shortcut that fills up channels with zeros.</summary>
    private void Pad()
    {
        var body = net.Conv(current, channels + 4);
        var shortcut = net.Node("Pad(%?) pads=[0,2,0,0,0,2,0,0]", current, channels + 4);
        (current, channels) = (net.Relu(net.Add(shortcut, body)), channels + 4);
    }

    private void Shaped(string op) => Follow($"{op}(%?, {net.Constant($"[{channels},1,1]", 1)})");

    /// <summary>Squeeze and excitation.</summary>
    private void Gate()
    {
        var pooled = net.Node("GlobalAveragePool(%?)", current);
        var gate = net.Node("Sigmoid(%?)", net.Conv(net.Relu(net.Conv(pooled, 3, kernel: 1)), channels, kernel: 1));
        current = net.Node($"Mul({current}, {gate})", current);
    }

    private void Transposed()
    {
        var groups = random.Next(2) == 0 ? 1 : Divisor();
        var outputs = 4 * groups <= 16 ? 4 * groups : groups;
        var weight = net.Constant($"[{channels},{outputs / groups},3,3]", 0.5);
        var bias = net.Constant($"[{outputs}]", 1);
        current = net.Node($"ConvTranspose(%?, {weight}, {bias}) kernel_shape=[3,3] pads=[1,1,1,1] group={groups}",
            current, outputs);
        channels = outputs;
    }

    private void Depth()
    {
        current = net.Conv(current, 16);
        var mode = Pick("DCR", "CRD");
        var wide = net.Node($"DepthToSpace(%?) blocksize=2 mode=\"{mode}\"", current, 4);
        current = random.Next(2) == 0 ? net.Node("SpaceToDepth(%?) blocksize=2", wide, 16) : net.Conv(wide, 16, stride: 2);
        channels = 16;
    }

    private void Gather()
    {
        var places = Enumerable.Range(0, channels).Select(_ => random.Next(-channels, channels)).ToList();
        current = net.Gather(current, places);
    }

    /// <summary>Group normalization as exporters write it.</summary>
    private void GroupedShape()
    {
        var groups = Divisor();
        var parts = net.Node($"Reshape(%?) shape=[0,{groups},-1]", current, groups);
        var normal = net.Node("InstanceNormalization(%?, %1, %2)", parts);
        current = net.Node($"Reshape(%?) shape=[0,{channels},{Size},{Size}]", normal, channels);
    }

    private void Follow(string call) => current = net.Node(call, current);

    private int Divisor() => Pick([.. Enumerable.Range(1, channels).Where(divisor => channels % divisor == 0)]);

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
