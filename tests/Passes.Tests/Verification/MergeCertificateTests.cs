using DepthCompress.GraphIR;
using DepthCompress.Passes.Verification;

namespace DepthCompress.Passes.Tests.Verification;

/// <summary>Certificates of merges, from the nodes of the networks before and after.</summary>
public sealed class MergeCertificateTests
{
    private const string Block = """
        graph @block
          in %x : f32[N,4,9,9]
          const %w1 : f32[6,4,1,1] = random(1)
          const %b1 : f32[6] = random(2)
          const %w2 : f32[6,1,3,3] = random(3)
          const %scale : f32[6] = random(4)
          const %shift : f32[6] = random(5)
          const %mean : f32[6] = random(6)
          const %var : f32[6] = positive(7)
          const %w3 : f32[4,6,1,1] = random(8)
          %a = Conv(%x, %w1, %b1) kernel_shape=[1,1] @expand
          %b = Relu(%a) @relu
          %c = Conv(%b, %w2) kernel_shape=[3,3] pads=[1,1,1,1] group=6 @depthwise
          %d = BatchNormalization(%c, %scale, %shift, %mean, %var) @norm
          %e = Conv(%d, %w3) kernel_shape=[1,1] @project
          %f = Add(%e, %x) @join
          %y = Relu(%f) @last
          out %y
        """;

    private static readonly Graph Before = GraphParser.Parse(Block);
    private static readonly Value From = Before.Inputs[0];
    private static readonly Value To = Node("join").Output;

    [Fact]
    public void A_merged_block_is_certified_with_its_padding_in_front()
    {
        var (certificate, whyNot) = MergeCertificate.Of(Before, After(Parts().MovePaddingToFront().Compose().Kernel!), From, To, IsInner);

        Assert.Null(whyNot);
        Assert.True(certificate!.Holds);
        Assert.True(certificate.PaddingMoved);
        Assert.Equal("f", certificate.Name);
        Assert.Equal((25, 64.0 / (1 << 24)), (certificate.Kernel.Impulses, certificate.Allowed));
        Assert.InRange(certificate.Kernel.MaxRelativeError, double.Epsilon, certificate.Allowed);
    }

    [Fact]
    public void A_wrong_weight_is_noticed()
    {
        var merged = Parts().MovePaddingToFront().Compose().Kernel!;
        var weights = merged.Weight.ToDoubles();
        weights[7] += 0.001;

        var (certificate, _) = MergeCertificate.Of(
            Before, After(merged with { Weight = Tensor.Create<double>(merged.Weight.Shape, weights) }), From, To, IsInner);

        Assert.False(certificate!.Holds);
    }

    [Fact]
    public void A_forgotten_shortcut_is_noticed()
    {
        var branch = LinearRun.Between(Before, From, Node("project").Output, IsInner).Map!;

        var (certificate, _) = MergeCertificate.Of(Before, After(branch.MovePaddingToFront().Compose().Kernel!), From, To, IsInner);

        Assert.False(certificate!.Holds);
    }

    [Fact]
    public void Pruned_layers_count_as_the_identity()
    {
        string[] pruned = ["relu", "depthwise", "norm"];

        var (certificate, whyNot) = MergeCertificate.Of(
            Before, After(LinearRun.Between(Before, From, To, node => pruned.Contains(node.Name)).Map!.Compose().Kernel!), From, To,
            node => pruned.Contains(node.Name));

        Assert.Null(whyNot);
        Assert.True(certificate!.Holds);
        Assert.False(certificate.PaddingMoved);
    }

    [Fact]
    public void What_is_not_linear_is_named() => Assert.Equal(
        "'relu' is no linear map of one value", MergeCertificate.Of(Before, Before, From, To).WhyNot);

    [Fact]
    public void What_reads_other_values_is_named() => Assert.Equal(
        "'join' also reads 'x'", LinearRun.Between(Before, Node("relu").Output, To).WhyNot);

    [Fact]
    public void What_does_not_depend_on_the_value_is_named() => Assert.Equal(
        "'x' does not depend on 'f'", LinearRun.Between(Before, To, From).WhyNot);

    [Fact]
    public void Shortcuts_one_after_another_are_read_once_each()
    {
        const int blocks = 40;
        var lines = Enumerable.Range(0, blocks).Select(index =>
            $"  %b{index} = Conv(%y{index}, %w) kernel_shape=[1,1]\n  %y{index + 1} = Sub(%y{index}, %b{index})");
        var graph = GraphParser.Parse(
            $"graph @deep\n  in %y0 : f32[1,2,1,1]\n  const %w : f32[2,2,1,1] = [0.5,0,0,0.5]\n{string.Join('\n', lines)}\n  out %y{blocks}");

        var map = LinearRun.Between(graph, graph.Inputs[0], graph.Outputs[0].Value).Map!;

        Assert.Equal(blocks, Assert.IsType<AffineMap.Sequence>(map).Steps.Length);
        var half = Math.Pow(0.5, blocks);
        Assert.Equal([half, 0, 0, half], map.Compose().Kernel!.Weight.ToDoubles());
    }

    private static Node Node(string name) => Before.Nodes.Single(node => node.Name == name);

    private static bool IsInner(Node node) => node.Name == "relu";

    private static AffineMap Parts() => LinearRun.Between(Before, From, To, IsInner).Map!;

    private static Graph After(ConvKernel merged)
    {
        var edit = Before.Edit();
        edit.Redefine(
            To, merged.ToOperator(),
            [From, edit.Initializer("w", merged.Weight.ConvertTo(ElementType.Float32)), edit.Initializer("b", merged.Bias.ConvertTo(ElementType.Float32))]);
        return edit.ToGraph();
    }
}
