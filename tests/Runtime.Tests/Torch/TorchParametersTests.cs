using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Torch;

public sealed class TorchParametersTests
{
    private const string Network = """
        graph @net
          in %x : f32[N,2,5,5]
          const %w : f32[4,2,3,3] = random(1)
          const %b : f32[4] = random(2)
          const %s : f32[4] = positive(3)
          const %h : f32[4] = random(4)
          const %m : f32[4] = random(5)
          const %v : f32[4] = positive(6)
          const %k : f32[4,1,1] = random(7)
          const %f : f32[3,4] = random(8)
          %c = Conv(%x, %w, %b) kernel_shape=[3,3]
          %n = BatchNormalization(%c, %s, %h, %m, %v) momentum=0.8
          %a = Mul(%n, %k)
          %g = GlobalAveragePool(%a)
          %l = Flatten(%g)
          %y = Gemm(%l, %f) transB=1
          out %y

        """;

    [NeedsFact(Need.LibTorch)]
    public void Roles_are_those_of_the_operators()
    {
        using var parameters = TorchParameters.Of(GraphParser.Parse(Network), torch.CPU);

        Assert.Equal(
            [("w", ParameterRole.Kernel), ("b", ParameterRole.Bias), ("s", ParameterRole.Normalization), ("h", ParameterRole.Normalization), ("f", ParameterRole.Kernel)],
            parameters.Weights.Select(parameter => (parameter.Name, parameter.Role)));
        Assert.Equal([("m", ParameterRole.Statistic), ("v", ParameterRole.Statistic)],
            parameters.Statistics.Select(parameter => (parameter.Name, parameter.Role)));
        Assert.All(parameters.Weights, parameter => Assert.True(parameter.Tensor.requires_grad));
        Assert.All(parameters.Statistics, parameter => Assert.False(parameter.Tensor.requires_grad));
    }

    [Fact]
    public void Statistics_of_two_nodes_are_left_alone_and_shared_weights_train()
    {
        var graph = GraphParser.Parse("""
            graph @shared
              in %x : f32[N,2,5,5]
              const %w : f32[2,2,1,1] = random(1)
              const %s : f32[2] = positive(3)
              const %v : f32[2] = positive(6)
              %c = Conv(%x, %w) kernel_shape=[1,1]
              %d = Conv(%c, %w) kernel_shape=[1,1]
              %n = BatchNormalization(%d, %s, %s, %s, %v)
              %y = BatchNormalization(%n, %s, %s, %s, %v)
              out %y

            """);

        Assert.Equal(
            [("w", ParameterRole.Kernel), ("s", ParameterRole.Normalization), ("v", null)],
            graph.Initializers.Keys.Select(value => (graph.NameOf(value), TorchParameters.RoleOf(graph, value))));
    }

    [NeedsFact(Need.LibTorch)]
    public void Writing_back_what_nobody_changed_changes_nothing()
    {
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var graph = GraphGenerator.Create(seed, half: seed % 2 == 1);
            using var parameters = TorchParameters.Of(graph, torch.CPU);

            var after = parameters.WriteBack(graph);

            Assert.Equal(GraphPrinter.Print(graph), GraphPrinter.Print(after));
            Assert.All(graph.Initializers, pair => Assert.True(pair.Value.ContentEquals(after.Initializers[pair.Key])));
        }
    }

    /// <summary>A real file that went through torch untouched is the same file.</summary>
    [NeedsTheory(Need.LibTorch, Need.Models)]
    [InlineData("resnet8_cifar10_bn.onnx")]
    [InlineData("mobilenetv2_035_cifar10jpeg_folded.onnx")]
    [InlineData("unet_ddpm_small_random.onnx")]
    public void Files_round_trip_bit_for_bit(string model)
    {
        var read = OnnxReader.Read(SharedFolder.Model(model), new DiagnosticSink());
        using var parameters = TorchParameters.Of(read.Graph, torch.CPU);

        var after = parameters.WriteBack(read.Graph);

        Assert.True(OnnxWriter.ToBytes(read).AsSpan().SequenceEqual(OnnxWriter.ToBytes(read with { Graph = after })));
    }

    [NeedsFact(Need.LibTorch)]
    public void Writing_back_keeps_all_but_weights_and_statistics()
    {
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        using (torch.no_grad())
        {
            foreach (var parameter in parameters.Weights.Concat(parameters.Statistics))
            {
                parameter.Tensor.add_(0.25);
            }
        }

        var after = parameters.WriteBack(graph);

        Assert.Equal<IEnumerable<Node>>(graph.Nodes, after.Nodes);
        Assert.Equal(graph.Initializers.Keys, after.Initializers.Keys);
        foreach (var (value, old) in graph.Initializers)
        {
            var expected = graph.NameOf(value) == "k" ? old.ToDoubles() : [.. old.ToDoubles().Select(number => (double)((float)number + 0.25f))];
            Assert.Equal(expected, after.Initializers[value].ToDoubles());
        }

        Assert.Same(graph.Initializers[graph.ValueNamed("k")!], after.Initializers[graph.ValueNamed("k")!]);
    }

    /// <summary>Half precision comes back as it was stored; what lies between two of its numbers is rounded once.</summary>
    [NeedsFact(Need.LibTorch)]
    public void Weights_return_in_their_own_element_type()
    {
        var graph = GraphParser.Parse("""
            graph @half
              in %x : f16[1,4]
              const %w : f16[1,4] = random(1)
              %y = Gemm(%x, %w) transB=1
              out %y

            """);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        using (torch.no_grad())
        {
            parameters.Weights[0].Tensor.add_(1.0 / 3);
        }

        var (before, after) = (graph.Initializers.Values.Single(), parameters.WriteBack(graph).Initializers.Values.Single());

        Assert.Equal(ElementType.Float16, after.Element);
        Assert.Equal(before.AsSpan<Half>().ToArray().Select(number => (Half)((float)number + (float)(1.0 / 3))), after.AsSpan<Half>().ToArray());
    }

    /// <summary>running ← momentum · running + (1 − momentum) · batch, with the variance over n − 1 (Ioffe and Szegedy 2015, algorithm 2).</summary>
    [NeedsFact(Need.LibTorch)]
    public void A_batch_moves_the_statistics_by_the_formula()
    {
        using var scope = torch.NewDisposeScope();
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU, torch.ScalarType.Float64);
        var convolved = graph.Nodes[0].Output;
        var program = TorchProgram.Compile(graph, [convolved, graph.Nodes[1].Output]);
        var before = parameters.Statistics.Select(parameter => TorchTensors.Numbers(parameter.Tensor)).ToArray();
        var input = TorchTensors.ToTorch(TensorGenerator.InputsOf(graph, batch: 3)[0], torch.CPU, torch.ScalarType.Float64);

        program.Run(parameters, [input], NormalizationMode.Kept);
        Assert.Equal(before, parameters.Statistics.Select(parameter => TorchTensors.Numbers(parameter.Tensor)));

        var results = program.Run(parameters, [input], NormalizationMode.Batch);
        var values = TorchTensors.Numbers(results[0]);
        for (var channel = 0; channel < 4; channel++)
        {
            double[] batch = [.. values.Where((_, i) => i / 9 % 4 == channel)];
            var mean = batch.Average();
            var variance = batch.Sum(number => (number - mean) * (number - mean)) / (batch.Length - 1);
            Assert.Equal((0.8 * before[0][channel]) + (0.2 * mean), TorchTensors.Numbers(parameters.Statistics[0].Tensor)[channel], 12);
            Assert.Equal((0.8 * before[1][channel]) + (0.2 * variance), TorchTensors.Numbers(parameters.Statistics[1].Tensor)[channel], 12);
        }
    }

    [NeedsFact(Need.LibTorch)]
    public void A_batch_seen_again_is_normalized_by_itself_and_moves_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var program = TorchProgram.Compile(graph, [graph.Nodes[1].Output]);
        var before = parameters.Statistics.Select(parameter => TorchTensors.Numbers(parameter.Tensor)).ToArray();
        var input = TorchTensors.ToTorch(TensorGenerator.InputsOf(graph, batch: 3)[0], torch.CPU);

        var again = TorchTensors.Numbers(program.Run(parameters, [input], NormalizationMode.BatchAgain)[0]);
        Assert.Equal(before, parameters.Statistics.Select(parameter => TorchTensors.Numbers(parameter.Tensor)));
        Assert.Equal(TorchTensors.Numbers(program.Run(parameters, [input], NormalizationMode.Batch)[0]), again);
    }

    [NeedsFact(Need.LibTorch)]
    public void Kernels_of_images_lie_channels_last()
    {
        using var parameters = TorchParameters.Of(GraphParser.Parse(Network), torch.CPU);

        Assert.Equal([18, 1, 6, 2], parameters.Weights[0].Tensor.stride());
        Assert.Equal([4, 2, 3, 3], parameters.Weights[0].Tensor.shape);
    }

    [NeedsFact(Need.LibTorch)]
    public void A_constant_without_a_type_in_torch_is_named()
    {
        var graph = GraphParser.Parse("""
            graph @odd
              in %x : u64[2]
              const %c : u64[2] = random(1)
              %y = Add(%x, %c)
              out %y

            """);

        var exception = Assert.Throws<DiagnosticException>(() => TorchParameters.Of(graph, torch.CPU));

        Assert.Equal("DC2671", exception.Diagnostic.Descriptor.Code);
        Assert.Equal("the constant 'c' cannot take part in training: torch has no numbers of type u64", exception.Message);
    }
}
