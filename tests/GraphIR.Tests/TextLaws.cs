namespace DepthCompress.GraphIR.Tests;

public sealed class TextLaws
{
    private const string ConvBnConv = """
        graph @conv_relu_conv
          in %x : f32[N,4,8,8]
          const %b.weight : f32[6,4,3,3]
          const %b.bias : f32[6]
          const %w2 : f32[4,6,3,3]
          %b = Conv(%x, %b.weight, %b.bias) kernel_shape=[3,3] pads=[1,1,1,1] : f32[N,6,8,8] @conv1 <- conv1, bn1
          %r = Relu(%b) : f32[N,6,8,8]
          %c = Conv(%r, %w2, _) kernel_shape=[3,3] strides=[2,2] : f32[N,4,3,3] @conv2
          out %c
          out %x as same

        """;

    [Fact]
    public void PrintedTextReadsAndPrintsTheSame() => Assert.Equal(ConvBnConv, GraphPrinter.Print(GraphParser.Parse(ConvBnConv)));

    [Theory]
    [InlineData("  %\"a b\" = Relu(%x) : f32[1,\"batch size\",?] @\"r 1\"")]
    [InlineData("  %y, _, %\"q\\\"\\\\\\u000a\" = ?Foo(%x, _) : f32[1], _, i64[] @n")]
    [InlineData("  %y = ?com.microsoft:\"Fused Conv\"(%x; %w, %x) alpha=1.5 beta=-inf gamma=nan n=-7 t=\"a#b\" e=[] l=[1.0,2.5] s=[\"a\",\"b\"] i=[1,-2] : f16[2]")]
    [InlineData("  %y = ?Foo(%x) value=f32[2,2]=[1.0,2.0,0.1,-3e-09] half=f16[1]=[0.5] big=f32[64,64] flag=bool[2]=[1,0] long=i64[1]=[9223372036854775807]")]
    [InlineData("  %y = ?Foo() <- \"a, b\", c")]
    public void EveryFormOfANodeSurvives(string node)
    {
        var name = node.Contains("%\"a b\"", StringComparison.Ordinal) ? "%\"a b\"" : "%y";
        var head = node.Contains("%w", StringComparison.Ordinal) ? "  const %w : i64[2] = [0,-1]\n" : "";
        var text = $"graph @\"\"\n  in %x : f32[1,\"batch size\",?]\n{head}{node}\n  out {name}\n";

        var printed = GraphPrinter.Print(GraphParser.Parse(text));

        Assert.Equal(text.Replace("e-09", "E-09", StringComparison.Ordinal), printed);
    }

    [Theory]
    [InlineData("graf @a", 1, 1, "expected 'graph', found 'g'")]
    [InlineData("graph @a\n  out %y", 2, 7, "%y is not defined above")]
    [InlineData("graph @a\n  in %x : f32[1]\n  in %x : f32[1]\n out %x", 3, 6, "%x is defined twice")]
    [InlineData("graph @a\n  in %x : f33[1]\n  out %x", 2, 11, "there is no element type 'f33'")]
    [InlineData("graph @a\n  in %x : f32[-1]\n  out %x", 2, 15, "expected a size")]
    [InlineData("graph @a\n  in %x : f32[1]\n  %y = Reluu(%x)\n  out %y", 3, 8,
        "there is no operator 'Reluu'; '?Reluu' carries one that is not understood")]
    [InlineData("graph @a\n  in %x : f32[1]\n  %y = Relu(%x) slope=1\n  out %y", 3, 8,
        "Relu: attribute 'slope' of Relu is unknown; '?Relu' carries it as it is")]
    [InlineData("graph @a\n  in %x : f32[1]\n  %y = Relu(%x) : f32[2]\n  out %y", 3, 19, "%y is f32[1], not f32[2]")]
    [InlineData("graph @a\n  const %x : f32[2] = [1]\n  out %x", 2, 23, "the list has 1 numbers, the shape [2] takes 2")]
    [InlineData("graph @a\n  const %x : f32[N] = ones\n  out %x", 2, 23, "a constant has no named axes")]
    [InlineData("graph @a\n  const %x : f32[100000,100000]\n  out %x", 2, 32, "f32[100000,100000] is too large to be written as text")]
    [InlineData("graph @a\n  const %x : f32[2] = file(../secret)\n  out %x", 2, 28,
        "this text is not in a folder, so it cannot name a file")]
    [InlineData("graph @a\n  in %x : f32[1]\n  %y = Relu(%x) @n\n  %z = Relu(%x) @n\n  out %z", 4, 17, "two nodes are called 'n'")]
    [InlineData("graph @a\n  in %x : f32[1]", 2, 17, "the graph has no 'out' line")]
    [InlineData("graph @a\n  in %x : f32[1] extra\n  out %x", 2, 18, "expected the end of the line, found 'e'")]
    public void MistakesAreNamedWithLineAndColumn(string text, int line, int column, string problem)
    {
        var found = Assert.Throws<DiagnosticException>(() => GraphParser.Parse(text)).Diagnostic;

        Assert.Equal($"DC1901: line {line}, column {column}: {problem}", $"{found.Descriptor.Code}: {found.Message}");
    }

    [Fact]
    public void SeededDataIsTheSameForEver()
    {
        var graph = GraphParser.Parse("""
            graph @data   # a comment
              const %r : f32[3] = random(1)
              const %p : f32[2] = positive(1)
              const %i : i64[4] = random(2)
              const %o : f16[2] = ones
              const %z : f32[2] = zeros
              out %r, %p as q, %i, %o, %z
            """);

        Assert.Equal(
            ["0.4973657,0.6573775,0.6298239", "1.2486829,1.3286887", "-7,-3,2,-6", "1,1", "0,0"],
            graph.Outputs.Select(output => string.Join(',', graph.Initializers[output.Value].ToDoubles().Select(value => (float)value))));
    }

    [Fact]
    public void FilesAreReadFromTheFolderAndFromNowhereElse()
    {
        var folder = Directory.CreateTempSubdirectory("dcir").FullName;
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), [0, 0, 128, 63, 0, 0, 0, 64]);

        var graph = GraphParser.Parse("graph @a\n  const %x : f32[2] = file(w.bin)\n  out %x", folder);
        var outside = Assert.Throws<DiagnosticException>(() =>
            GraphParser.Parse("graph @a\n  const %x : f32[2] = file(../w.bin)\n  out %x", folder));

        Assert.Equal([1.0, 2.0], graph.Initializers.Values.Single().ToDoubles());
        Assert.Equal("line 2, column 28: there is no file '../w.bin' in the folder of this text", outside.Diagnostic.Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void DataSurvivesWhereItIsAskedFor()
    {
        var graph = GraphParser.Parse("graph @a\n  const %x : f32[40] = random(3)\n  const %h : f16[2] = random(4)\n  out %x, %h");

        var again = GraphParser.Parse(GraphPrinter.PrintWithData(graph));

        Assert.Equal(graph.Initializers.Values.Select(tensor => tensor.Bytes.ToArray()),
            again.Initializers.Values.Select(tensor => tensor.Bytes.ToArray()));
    }

    /// <summary>Found by differential fuzzing: constants that are nodes were elided, and read again as zeros.</summary>
    [Fact]
    public void DataOfConstantNodesSurvivesToo()
    {
        var numbers = string.Join(',', Enumerable.Range(1, 40));
        var graph = GraphParser.Parse($"graph @a\n  %x = Constant() value=f32[40]=[{numbers}]\n  out %x");

        var again = GraphParser.Parse(GraphPrinter.PrintWithData(graph));

        Assert.Equal(Enumerable.Range(1, 40).Select(number => (double)number), Assert.IsType<Constant>(again.Nodes[0].Op).Value.ToDoubles());
        Assert.DoesNotContain("40]=", GraphPrinter.Print(graph), StringComparison.Ordinal);
    }

    [Fact]
    public void ADiffNamesTheLinesThatChanged()
    {
        var before = GraphParser.Parse(ConvBnConv);
        var after = GraphParser.Parse(ConvBnConv.Replace("Relu(%b) : f32[N,6,8,8]", "Relu(%b) : f32[N,6,8,8] @act",
            StringComparison.Ordinal));

        Assert.Equal<IEnumerable<string>>(["- %r = Relu(%b) : f32[N,6,8,8]", "+ %r = Relu(%b) : f32[N,6,8,8] @act"],
            GraphDiff.Lines(before, after));
        Assert.Empty(GraphDiff.Lines(before, before));
    }

    [Theory]
    [InlineData("a b c", "b c d", "- a|+ d")]
    [InlineData("a b c d", "b a c d", "- a|+ a")]
    [InlineData("", "a", "+ a")]
    [InlineData("a b", "", "- a|- b")]
    [InlineData("a b c d e", "e d c b a", "- a|- b|- c|- d|+ d|+ c|+ b|+ a")]
    public void ADiffKeepsTheLongestCommonRun(string before, string after, string expected)
    {
        static ImmutableArray<string> Split(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        Assert.Equal(expected, string.Join('|', GraphDiff.Lines(Split(before), Split(after))));
    }
}
