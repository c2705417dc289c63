using System.Collections;
using System.Runtime.CompilerServices;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Passes in order.</summary>
[CollectionBuilder(typeof(Pipeline), nameof(Create))]
public sealed class Pipeline : IReadOnlyList<Pass>
{
    private readonly ImmutableArray<Pass> passes;

    private Pipeline(ImmutableArray<Pass> passes) => this.passes = passes;

    /// <inheritdoc/>
    public int Count => passes.Length;

    /// <summary>Whether every pass keeps the numbers.</summary>
    public bool IsExact => passes.All(pass => pass.Exactness is Exactness.Exact);

    /// <inheritdoc/>
    public Pass this[int index] => passes[index];

    /// <summary>A pipeline of these passes.</summary>
    public static Pipeline Create(ReadOnlySpan<Pass> passes) => new([.. passes]);

    /// <summary>
    /// Reads <c>normalize,fold-channelwise,name{key=value;key=value}</c>: names of passes and of whole pipelines. Unknown names and
    /// parameters are reported and left out.
    /// </summary>
    public static Pipeline Parse(string text, DiagnosticSink diagnostics) => new([.. PassCatalog.Parse(text, diagnostics)]);

    /// <summary>Runs the passes; observers see each of them.</summary>
    /// <exception cref="OperationCanceledException">The context asked to stop.</exception>
    public Graph Run(Graph graph, PassContext context, params ReadOnlySpan<IPassObserver> observers)
    {
        foreach (var pass in passes)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            // In reverse, so that the first observer stands next to the pass: a stopwatch there sees nothing of the others.
            for (var i = observers.Length - 1; i >= 0; i--)
            {
                observers[i].Before(pass, graph, context);
            }

            var next = pass.Apply(graph, context);
            foreach (var observer in observers)
            {
                observer.After(pass, graph, next, context);
            }

            graph = next;
        }

        return graph;
    }

    /// <inheritdoc/>
    public IEnumerator<Pass> GetEnumerator() => ((IEnumerable<Pass>)passes).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
