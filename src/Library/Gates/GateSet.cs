using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// The gates of one run. Those of the command line must be judged; those of the configuration, which several commands share, are judged by
/// the commands that measure what they are about.
/// </summary>
internal sealed class GateSet
{
    /// <summary>The option that names gates.</summary>
    internal const string OptionName = "--fail-if";

    private readonly DiagnosticSink diagnostics;
    private readonly string command;
    private readonly bool mustJudge;
    private bool isRun;
    private ImmutableArray<Gate> gates;

    /// <summary>Reads them; a command line replaces a configuration.</summary>
    /// <param name="command">The command that is to judge them.</param>
    /// <param name="named">The conditions of the command line.</param>
    /// <param name="configured">Those of the configuration.</param>
    /// <param name="diagnostics">Told of what is not judged.</param>
    /// <exception cref="DiagnosticException">DC2730, DC2731, DC2732.</exception>
    internal GateSet(string command, IReadOnlyCollection<string> named, string? configured, DiagnosticSink diagnostics)
    {
        (this.command, this.diagnostics, mustJudge) = (command, diagnostics, named.Count > 0);
        gates = mustJudge ? [.. named.SelectMany(text => Gate.ParseAll(text, OptionName))]
            : configured is null ? [] : Gate.ParseAll(configured, "failIf");
    }

    /// <summary>Whether there are none.</summary>
    internal bool IsEmpty => gates.IsEmpty;

    /// <summary>Says, before the work, what this run measures.</summary>
    /// <param name="scope">What it measures.</param>
    /// <param name="run">The run, where the name of the command does not say enough.</param>
    /// <exception cref="DiagnosticException">DC2733: a gate asks for more.</exception>
    internal void Expect(GateScope scope, string? run = null)
    {
        Keep(gate => (gate.Metric.Scope & scope) != 0 ? null : $"{run ?? $"'{command}'"} measures no {gate.Metric.Name}");
        isRun = true;
    }

    /// <summary>Says, before the work, which measures quality is judged by, the one of losses first.</summary>
    /// <exception cref="DiagnosticException">DC2732, DC2733: a gate names another, or another unit.</exception>
    internal void ExpectMeasures(IEnumerable<string> measures)
    {
        ImmutableArray<string> names = [.. measures];
        Keep(gate => gate.Metric.Scope is GateScope.Level && !names.Contains(gate.Metric.Name)
            ? $"{gate.Metric.Name} is not measured here, but {string.Join(", ", names)}" : null);
        Keep(gate => names.IsEmpty ? null : gate.WhyNotIn(names[0]));
    }

    /// <summary>Judges a result. A run that did not come to measure what it was to measure misses the gate.</summary>
    /// <exception cref="DiagnosticException">DC2733: a written report holds no figure that a gate is about.</exception>
    internal ImmutableArray<JudgedGate> Judge(JsonElement result)
    {
        var figures = new ResultFigures(result);
        Keep(gate => isRun && mustJudge ? null : figures.Of(gate.Metric) is null ? $"the result holds no {gate.Metric.Name}"
            : gate.Unit.IsPart && figures.OfOriginal(gate.Metric) is null ? $"the result holds no {gate.Metric.Name} of an original" : null);
        Keep(gate => figures.Measure is { } measure ? gate.WhyNotIn(measure) : null);
        return [.. gates.Select(gate => new JudgedGate(gate, figures.Of(gate.Metric) / (gate.Unit.IsPart ? figures.OfOriginal(gate.Metric) : 1)))];
    }

    private void Keep(Func<Gate, string?> whyNot)
    {
        foreach (var gate in gates)
        {
            if (whyNot(gate) is { } why)
            {
                if (mustJudge)
                {
                    throw DiagnosticCatalog.GateNotMeasured.Error(null, gate.Text, why);
                }

                diagnostics.Report(DiagnosticCatalog.GateLeftOut.At(null, gate.Text, why));
                gates = gates.Remove(gate);
            }
        }
    }
}
