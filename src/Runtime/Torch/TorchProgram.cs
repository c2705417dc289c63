using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// A graph as calls of torch, compiled once and run often: with gradients wherever a weight or an input asks for them.
/// </summary>
internal sealed class TorchProgram
{
    private readonly Graph graph;
    private readonly ImmutableArray<TorchStep> steps;
    private readonly TorchProgramBuilder layout;
    private readonly bool hasImages;

    private TorchProgram(Graph graph, ImmutableArray<Value> fetch, ImmutableArray<GatedUnit> units)
    {
        this.graph = graph;
        layout = new TorchProgramBuilder(graph, fetch, units);
        steps = layout.Build();
        hasImages = steps.Any(step => step.Node.Op is Conv { Window.Rank: 2 });
    }

    /// <summary>The program that computes some values of a graph.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="fetch">What is computed: results of nodes, inputs or constants.</param>
    /// <param name="units">Activations that a gate each stands behind.</param>
    /// <exception cref="DiagnosticException">A node that leads to them cannot be trained through.</exception>
    internal static TorchProgram Compile(Graph graph, ImmutableArray<Value> fetch, params ImmutableArray<GatedUnit> units) => new(graph, fetch, units);

    /// <summary>
    /// Runs one batch.
    /// </summary>
    /// <param name="parameters">The constants of the same graph.</param>
    /// <param name="inputs">One tensor per input of the graph, on the device of the parameters.</param>
    /// <param name="mode">Which statistics normalization goes by.</param>
    /// <param name="gates">For each unit 0, its activations, to 1, none of them.</param>
    /// <returns>What is fetched, in order, owned by the dispose scope of the caller.</returns>
    /// <exception cref="DiagnosticException">Torch refuses an operation; the message names the node.</exception>
    internal ImmutableArray<Tensor> Run(
        TorchParameters parameters, ReadOnlySpan<Tensor> inputs, NormalizationMode mode, params ReadOnlySpan<Tensor> gates)
    {
        if (inputs.Length != layout.Inputs.Length)
        {
            throw DiagnosticCatalog.InputMismatch.Error(null, graph.Name, $"{layout.Inputs.Length} inputs", inputs.Length);
        }

        using var scope = torch.NewDisposeScope();
        var slots = new Tensor?[layout.SlotCount];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (layout.Inputs[i] is >= 0 and var slot)
            {
                slots[slot] = Prepared(inputs[i], parameters);
            }
        }

        foreach (var (value, slot) in layout.Constants)
        {
            slots[slot] = parameters[value];
        }

        for (var unit = 0; unit < gates.Length; unit++)
        {
            slots[layout.Gates[unit]] = gates[unit];
        }

        foreach (var step in steps)
        {
            Run(step, slots, parameters, mode);
        }

        return [.. layout.Fetched.Select(entry =>
            (entry.IsBorrowed ? slots[entry.Slot]!.alias() : slots[entry.Slot]!).MoveToOuterDisposeScope())];
    }

    private static void Run(TorchStep step, Tensor?[] slots, TorchParameters parameters, NormalizationMode mode)
    {
        var operands = new Tensor?[step.Operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = step.Operands[i] < 0 ? null : slots[step.Operands[i]];
        }

        try
        {
            Compute(step, new TorchOperands(operands, parameters, mode), operands, slots);
        }
        catch (Exception exception) when (exception is ExternalException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw DiagnosticCatalog.TrainingStepFails.Error(null, step.Node.Name, step.Node.Op.OpType, exception.Message.Split('\n')[0]);
        }

        foreach (var slot in step.Release)
        {
            slots[slot]?.Dispose();
            slots[slot] = null;
        }
    }

    private static void Compute(TorchStep step, TorchOperands x, Tensor?[] operands, Tensor?[] slots)
    {
        if (step.Lowered is { One: { } one, IsComposed: false })
        {
            slots[step.Results[0]] = Own(one(x), operands);
            return;
        }

        using var scope = torch.NewDisposeScope();
        var results = step.Lowered.One is { } composed ? [composed(x)] : step.Lowered.Many!(x);
        for (var i = 0; i < results.Length; i++)
        {
            slots[step.Results[i]] = Own(results[i], operands).MoveToOuterDisposeScope();
        }
    }

    /// <summary>A result that may be given back without harm to an operand: torch's wrappers may return what they were given.</summary>
    private static Tensor Own(Tensor result, Tensor?[] operands)
    {
        // Equality of tensors is that of their numbers, so no method of collections may be asked.
        foreach (var operand in operands)
        {
            if (ReferenceEquals(operand, result))
            {
                return result.alias();
            }
        }

        return result;
    }

    private Tensor Prepared(Tensor input, TorchParameters parameters)
    {
        var type = input.dtype;
        var wanted = type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Float32 ? parameters.Floating : type;
        var converted = wanted == type ? input : input.to_type(wanted);
        return hasImages && converted.dim() == 4 ? TorchTensors.ChannelsLast(converted) : converted;
    }
}
