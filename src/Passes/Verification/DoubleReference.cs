using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Runs a network in double precision, as far as that is possible. Prepared anew whenever the inputs have other shapes.</summary>
internal sealed class DoubleReference(IGraphExecutor executor, Graph graph, ImmutableArray<Value> fetched) : IDisposable
{
    private IGraphSession? session;
    private ImmutableArray<int> slots = [];
    private ImmutableArray<TensorType> types;

    /// <summary>Why there is no reference; null where there is one.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Operator types that are computed in single precision.</summary>
    public ImmutableArray<string> SinglePrecision { get; private set; } = [];

    /// <summary>One tensor per fetched value; null where it is not a floating-point number, or nothing can be said.</summary>
    public ImmutableArray<Tensor?> Run(ImmutableArray<Tensor> inputs)
    {
        ImmutableArray<TensorType> given = [.. inputs.Select(input => input.Type)];
        if (types.IsDefault || !given.SequenceEqual(types))
        {
            Prepare(given);
        }

        var result = new Tensor?[fetched.Length];
        if (session is not null)
        {
            var values = session.Run(inputs.AsSpan());
            for (var i = 0; i < values.Length; i++)
            {
                result[slots[i]] = values[i];
            }
        }

        return [.. result];
    }

    /// <inheritdoc/>
    public void Dispose() => session?.Dispose();

    private void Prepare(ImmutableArray<TensorType> given)
    {
        session?.Dispose();
        session = null;
        types = given;
        var wide = DoubleGraph.Of(graph, given, fetched, new PassContext(new DiagnosticSink(), executor));
        WhyNot = wide.WhyNot;
        if (wide.WhyNot is null)
        {
            SinglePrecision = wide.SinglePrecision;
            slots = [.. Enumerable.Range(0, fetched.Length).Where(index => wide.ValueOf.ContainsKey(fetched[index]))];
            TryOpen(wide);
        }
    }

    private void TryOpen(DoubleGraph wide)
    {
        try
        {
            session = executor.Open(wide.Graph, [.. slots.Select(slot => wide.ValueOf[fetched[slot]])]);
        }
        catch (DiagnosticException refusal)
        {
            WhyNot = refusal.Message;
        }
    }
}
