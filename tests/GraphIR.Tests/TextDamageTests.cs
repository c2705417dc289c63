using System.Text.RegularExpressions;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Whatever happens to a text, it is read or refused with a line and a column, never met with an exception.</summary>
public sealed partial class TextDamageTests
{
    private static readonly string[] Numbers = ["0", "-1", "1", "2", "7", "65536", "2147483647", "-2147483648", "9223372036854775807",
        "1.5", "inf", "nan"];

    private static readonly string Characters = "%@=:,()[]?_\"\\#;<- \n07aN.";

    public static IEnumerable<object[]> Examples => OperatorExamples.Names;

    [Theory]
    [MemberData(nameof(Examples))]
    public void DamagedCharacters(string name)
    {
        var text = OperatorExamples.Of(name).Text;
        var random = new SeededData(text.Length);
        for (var i = 0; i < 80; i++)
        {
            var place = random.Next(text.Length);
            var character = Characters[random.Next(Characters.Length)].ToString();
            Read(random.Next(3) switch
            {
                0 => text.Remove(place, 1),
                1 => text.Insert(place, character),
                _ => text[..place] + character + text[(place + 1)..],
            });
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void StrangeNumbers(string name)
    {
        var text = OperatorExamples.Of(name).Text;
        foreach (var found in Number().EnumerateMatches(text))
        {
            foreach (var number in Numbers)
            {
                Read(text[..found.Index] + number + text[(found.Index + found.Length)..]);
            }
        }
    }

    [Fact]
    public void CutOffTexts()
    {
        var text = OperatorExamples.Of("batch-norm").Text;
        for (var length = 0; length < text.Length; length++)
        {
            Read(text[..length]);
        }
    }

    [GeneratedRegex(@"(?<=[\[,= ])-?\d+(\.\d+)?")]
    private static partial Regex Number();

    /// <summary>Reads, and asks everything that the compiler would ask of what was read.</summary>
    private static void Read(string text)
    {
        try
        {
            var graph = GraphParser.Parse(text);
            foreach (var node in graph.Nodes)
            {
                node.Op.Lift(graph.OperandsOf(node).AsSpan());
            }

            var printed = GraphPrinter.Print(graph);
            Assert.Equal(printed, GraphPrinter.Print(GraphParser.Parse(printed)));
            GraphVerifier.Verify(graph);
        }
        catch (DiagnosticException refusal)
        {
            Assert.Equal("DC1901", refusal.Diagnostic.Descriptor.Code);
        }
        catch (Exception problem)
        {
            Assert.Fail($"{problem}\n{text}");
        }
    }
}
