using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Small networks over maps [N, channels, extent, extent], written node by node; nodes are numbered by kind: conv1, conv2, relu1,
/// add1.</summary>
internal sealed class NetworkText
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<string, int> channels = [];
    private readonly Dictionary<string, int> counts = [];
    private readonly double bias;
    private int seed;

    public NetworkText(int inputs = 4, int extent = 8, double bias = 0.3, int seed = 1)
    {
        (this.bias, this.seed) = (bias, seed * 1000);
        channels["%x"] = inputs;
        text.Append(CultureInfo.InvariantCulture, $"graph @net\n  in %x : f32[N,{inputs},{extent},{extent}]\n");
    }

    /// <summary>A convolution with a bias; the padding keeps the extent unless given otherwise, begin = end.</summary>
    public string Conv(string from, int outputs, int kernel = 3, int stride = 1, int groups = 1, int? pad = null, double scale = 1)
    {
        var p = pad ?? (kernel - 1) / 2;
        var inputs = channels[from] / groups;
        var width = scale * Math.Sqrt(3.0 / (inputs * kernel * kernel));
        var weight = Constant($"[{outputs},{inputs},{kernel},{kernel}]", width);
        var shift = Constant($"[{outputs}]", scale * bias);
        var window = $"kernel_shape=[{kernel},{kernel}] strides=[{stride},{stride}] pads=[{p},{p},{p},{p}] group={groups}";
        return Define($"Conv(%?, {weight}, {shift}) {window}", outputs, from);
    }

    public string Relu(string from) => Define("Relu(%?)", channels[from], from);

    public string Add(string left, string right) => Define($"Add({left}, {right})", channels[left]);

    /// <summary>Any node; <c>%?</c> stands for the value it follows, and <c>%1</c> to <c>%4</c> for constants with one number per channel,
    /// the last positive.</summary>
    public string Node(string call, string from, int? outputs = null)
    {
        for (var i = 1; i <= 4 && call.Contains($"%{i}", StringComparison.Ordinal); i++)
        {
            call = call.Replace($"%{i}", Constant($"[{channels[from]}]", i == 4 ? null : 1), StringComparison.Ordinal);
        }

        return Define(call, outputs ?? channels[from], from);
    }

    /// <summary>Some channels of a value, by their places.</summary>
    public string Gather(string from, IReadOnlyCollection<int> places)
    {
        var name = $"%i{++seed}";
        text.Append(CultureInfo.InvariantCulture, $"  const {name} : i64[{places.Count}] = [{string.Join(',', places)}]\n");
        return Node($"Gather(%?, {name}) axis=1", from, places.Count);
    }

    public string Norm(string from) => Node("BatchNormalization(%?, %1, %2, %3, %4)", from);

    /// <summary>relu(conv(relu(conv(x))) + x); without <paramref name="rectified"/> the sum is left as it is.</summary>
    public string Block(string from, bool rectified = true, double scale = 1)
    {
        var inner = Relu(Conv(from, channels[from]));
        var sum = Add(Conv(inner, channels[from], scale: scale), from);
        return rectified ? Relu(sum) : sum;
    }

    /// <summary>A block that halves the extent, with a projection.</summary>
    public string Transition(string from, int outputs)
    {
        var inner = Relu(Conv(from, outputs, stride: 2));
        return Relu(Add(Conv(inner, outputs), Conv(from, outputs, kernel: 1, stride: 2)));
    }

    /// <summary>The end of a classifier: pooling, then a matrix.</summary>
    public string Head(string from, int classes = 3)
    {
        var flat = Node("Flatten(%?)", Node("GlobalAveragePool(%?)", from));
        return Define($"Gemm(%?, {Constant($"[{classes},{channels[from]}]", 1)}, {Constant($"[{classes}]", 1)}) transB=1", classes, flat);
    }

    public string Constant(string shape, double? scale)
    {
        var name = $"%w{++seed}";
        var data = scale is { } width ? $"random({seed},{width.ToString("0.0000", CultureInfo.InvariantCulture)})" : $"positive({seed})";
        text.Append(CultureInfo.InvariantCulture, $"  const {name} : f32{shape} = {data}\n");
        return name;
    }

    public Graph Ends(params ReadOnlySpan<string> outputs)
    {
        foreach (var output in outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  out {output}\n");
        }

        return GraphParser.Parse(text.ToString());
    }

    private string Define(string call, int outputs, string from = "")
    {
#pragma warning disable CA1308 // Names of nodes are lower case.
        var kind = call[..call.IndexOf('(', StringComparison.Ordinal)].ToLowerInvariant();
#pragma warning restore CA1308
        var name = $"{kind}{counts[kind] = counts.GetValueOrDefault(kind) + 1}";
        channels[$"%{name}"] = outputs;
        text.Append(CultureInfo.InvariantCulture, $"  %{name} = {call.Replace("%?", from, StringComparison.Ordinal)} @{name}\n");
        return $"%{name}";
    }
}
