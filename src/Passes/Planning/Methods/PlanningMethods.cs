using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>Methods by their names.</summary>
public static class PlanningMethods
{
    /// <summary>The method for a network.</summary>
    /// <param name="options">Its name and settings.</param>
    /// <param name="enumeration">What <c>fit</c> considers.</param>
    /// <param name="graph">The network, batch normalization folded.</param>
    /// <param name="chains">Its chains.</param>
    public static IPlanningMethod Create(
        MethodOptions options, CandidateOptions enumeration, Graph graph, ImmutableArray<LayerChain> chains) => options.Name switch
        {
            FitMethod.Name => new FitMethod(graph, chains, enumeration),
            TwoStageMethod.Name => new TwoStageMethod(graph, chains, options),
            LayerMergeMethod.Name => new LayerMergeMethod(graph, chains, options),
            LayerOnlyMethod.Name => new LayerOnlyMethod(graph, chains, options),
            DepthShrinkerMethod.Name => new DepthShrinkerMethod(graph, chains, options),
            UniformMethod.Name => new UniformMethod(graph, chains),
            _ => throw new ArgumentException($"there is no method '{options.Name}'", nameof(options)),
        };

    /// <summary>A published method over given tables.</summary>
    /// <param name="options">Its name and settings.</param>
    /// <param name="tables">What is given.</param>
    /// <param name="graph">The network, batch normalization folded.</param>
    /// <param name="chains">Its chains.</param>
    /// <exception cref="DiagnosticException">DC2120: the method has no published tables; or the tables do not fit.</exception>
    public static IImportedMethod Import(
        MethodOptions options, PublishedTables tables, Graph graph, ImmutableArray<LayerChain> chains) => options.Name switch
        {
            TwoStageMethod.Name => new ImportedTwoStage(graph, chains, options, tables),
            LayerMergeMethod.Name => new ImportedLayerMerge(graph, chains, options, tables),
            LayerOnlyMethod.Name => new ImportedLayerOnly(graph, chains, options, tables),
            _ => throw DiagnosticCatalog.NoPublishedTables.Error(null, tables.File, options.Name),
        };
}
