using DepthCompress.GraphIR;
using DepthCompress.Passes.Merge;
using DepthCompress.Passes.Relax;

namespace DepthCompress.Passes;

/// <summary>Makes a pass from its parameters; a parameter that it takes is removed from the dictionary.</summary>
public delegate Pass PassFactory(IDictionary<string, string> parameters);

/// <summary>The names of passes and of whole pipelines, for the command line and the goldens.</summary>
public static class PassCatalog
{
    /// <summary>One line per pass, in the order in which they usually run.</summary>
    public static ImmutableArray<(string Name, PassFactory Make)> All { get; } =
    [
        Of<EliminateIdentity>(),
        Of<FoldConstants>(),
        Of<MakePaddingExplicit>(),
        Of<AbsorbPad>(),
        Of<SimplifyActivations>(),
        Of<FoldChannelwise>(),
        Of<FoldLeadingChannelwise>(),
        Of<FoldGemmScale>(),
        Of<FoldPixelConvolution>(),
        Of<RestoreNormalization>(),
        OfSegment<RemoveActivations>(),
        OfSegment<PruneConvolutions>(),
        OfSegment<MovePadding>(),
        OfSegment<ComposeSegments>(),
    ];

    /// <summary>The pipelines that have a name of their own.</summary>
    public static ImmutableArray<(string Name, Pipeline Passes)> Named { get; } =
    [
        ("normalize", Pipelines.Normalize),
        ("optimize", Pipelines.Optimize),
    ];

    /// <summary>The passes of a text such as <c>normalize,name{key=value}</c>; what is unknown is reported and left out.</summary>
    internal static IEnumerable<Pass> Parse(string text, DiagnosticSink diagnostics)
    {
        foreach (var item in Split(text))
        {
            var brace = item.IndexOf('{', StringComparison.Ordinal);
            var name = brace < 0 ? item : item[..brace];
            if (Named.FirstOrDefault(pipeline => pipeline.Name == name) is { Passes: { } passes } && brace < 0)
            {
                foreach (var pass in passes)
                {
                    yield return pass;
                }
            }
            else if (All.FirstOrDefault(entry => entry.Name == name) is { Make: { } make })
            {
                var parameters = brace < 0 ? [] : ParametersOf(item[(brace + 1)..].TrimEnd('}'));
                yield return make(parameters);
                foreach (var unread in parameters.Keys)
                {
                    diagnostics.Report(DiagnosticCatalog.UnknownPassParameter.At(null, name, unread));
                }
            }
            else
            {
                var names = Named.Select(pipeline => pipeline.Name).Concat(All.Select(pass => pass.Name));
                diagnostics.Report(DiagnosticCatalog.UnknownPass.At(null, name, string.Join(", ", names)));
            }
        }
    }

    private static (string Name, PassFactory Make) Of<T>()
        where T : Pass, new() => (new T().Name, _ => new T());

    private static (string Name, PassFactory Make) OfSegment<T>()
        where T : SegmentPass, new() => (new T().Name, parameters => new T
        {
            First = Taken(parameters, "first"),
            Last = Taken(parameters, "last"),
            Pruned = [.. (Taken(parameters, "pruned") ?? "").Split('+', StringSplitOptions.RemoveEmptyEntries)],
        });

    private static string? Taken(IDictionary<string, string> parameters, string name) =>
        parameters.Remove(name, out var text) ? text : null;

    /// <summary>Splits at commas outside braces.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[start..i].Trim() is { Length: > 0 } item)
                {
                    yield return item;
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            }
        }
    }

    private static Dictionary<string, string> ParametersOf(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
}
