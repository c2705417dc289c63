using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>Chains of convolutions from and to the bytes of a file.</summary>
[MemoryDiagnoser]
public class Reading
{
    private byte[] _file = [];
    private Graph _graph = Graph.Create("empty", [], [], [], new Dictionary<Value, Tensor>());

    /// <summary>How many convolutions.</summary>
    [Params(20, 500)]
    public int Layers { get; set; }

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void Make()
    {
        var input = new Value("x", new TensorType(ElementType.Float32, [Dim.Named("N"), 64, 32, 32]));
        var weights = new OrderedDictionary<Value, Tensor>();
        var nodes = new List<Node>();
        var last = input;
        for (var layer = 0; layer < Layers; layer++)
        {
            var (weight, sum, result) = (new Value($"w{layer}"), new Value($"c{layer}"), new Value($"r{layer}"));
            weights.Add(weight, Tensor.Zeros(ElementType.Float32, [64, 64, 3, 3]));
            nodes.Add(
                new Node { Name = $"conv{layer}", Op = new Conv { Window = Window.Of([3, 3]) with { Pads = [1, 1, 1, 1] } },
                    Inputs = [last, weight], Outputs = [sum] });
            nodes.Add(new Node { Name = $"relu{layer}", Op = new Relu(), Inputs = [sum], Outputs = [result] });
            last = result;
        }

        _graph = Graph.Create("chain", [input], nodes, [new GraphOutput("y", last)], weights);
        _file = OnnxWriter.ToBytes(_graph);
    }

    /// <summary>Bytes to graph.</summary>
    [Benchmark]
    public Model Read() => OnnxReader.Read(_file, new DiagnosticSink());

    /// <summary>Graph to bytes.</summary>
    [Benchmark]
    public byte[] Write() => OnnxWriter.ToBytes(_graph);
}
