using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>Walks a network once, forwards, and says for every operator what it does with channels.</summary>
internal sealed class ChannelAnalysis(Graph graph)
{
    private readonly ChannelLabels labels = new();

    public ChannelGroups Run()
    {
        foreach (var node in graph.Nodes)
        {
            var visit = new ChannelVisit(graph, labels, node);
            Visit(visit);
            visit.Close();
            foreach (var captured in node.Outputs.Where(value => value.IsPinned))
            {
                labels.Pin(captured, $"a subgraph reads '{graph.NameOf(captured)}'");
            }
        }

        foreach (var output in graph.Outputs)
        {
            labels.Pin(output.Value, $"they are the network's answer '{output.Name}'");
        }

        SharedWeights.Check(graph, labels);
        return new ChannelGrouping(graph, labels).Groups();
    }

    private static void Visit(ChannelVisit visit)
    {
        switch (visit.Node.Op)
        {
            case Conv or ConvTranspose or Gemm or MatMul:
                LayerChannels.Visit(visit);
                break;
            case BatchNormalization or InstanceNormalization or GroupNormalization:
                NormChannels.Visit(visit);
                break;
            case LayerNormalization norm when visit.ShapeOf(0) is { } shape:
                PassAll(visit, axis => axis < (norm.Axis < 0 ? norm.Axis + shape.Count : norm.Axis));
                break;
            case Add or Sub or Mul or Div or Sum or PRelu or BroadcastFunction:
                BroadcastChannels.Visit(visit);
                break;
            case Relu or Sigmoid or Tanh or Clip or LeakyRelu or Elu or HardSigmoid or HardSwish or Gelu or Mish or Swish or Softplus
                or Identity or Dropout or Cast or UnaryFunction:
                PassAll(visit, _ => true);
                break;
            case AveragePool or GlobalAveragePool or GlobalMaxPool:
            case MaxPool when visit.Node.Outputs.Length == 1 || !visit.IsRead(1):
            case Resize { Scales: not null } or Resize { Sizes: not null } or Upsample { Scales: not null }:
                visit.Pass(1);
                break;
            default:
                ShapeChannels.Visit(visit);
                break;
        }
    }

    /// <summary>Element by element, the parameters single numbers.</summary>
    private static void PassAll(ChannelVisit visit, Func<int, bool> passes)
    {
        foreach (var axis in visit.AxesOf(0).Where(passes))
        {
            visit.Pass(axis);
        }
    }
}
