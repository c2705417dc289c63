using System.CommandLine;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool;

/// <summary>The options of the methods of <c>prune</c> that learn by training which kernels are needed.</summary>
internal sealed class WidthOptionGroup
{
    private readonly List<Option> all = [];
    private readonly Option<string?> preset;
    private readonly Option<string?> groups;
    private readonly Option<string?> lambda;
    private readonly Option<string?> ratio;
    private readonly Option<string?> mode;
    private readonly Option<string?> epochs;
    private readonly Option<string?> steps;
    private readonly Option<string?> rate;
    private readonly Option<string?> layout;
    private readonly Option<string?> learned;

    internal WidthOptionGroup()
    {
        groups = Text("--groups", "2|3|4", $"dsp: groups of filters of every layer [default: {WidthValues.DefaultGroups}]");
        lambda = Text("--lambda", "N", "dsp: the strength of the penalty [default: by the size of the network]");
        ratio = Text("--ratio", "25%", "fcf: the part of the filters of every layer that goes, instead of --flops");
        mode = Text("--mode", "NAME", $"fcf: what goes with removed filters: {string.Join(", ", WidthValues.Modes)} [default: {WidthValues.DefaultMode}]");
        preset = Text("--learn-preset", "NAME", "dsp, fcf: short, or published for the lengths and constants of the papers [default: short]");
        epochs = Text("--learn-epochs", "N", "dsp, fcf: passes over the training images while it learns what to keep");
        steps = Text("--learn-steps", "N", "dsp, fcf: steps instead");
        rate = Text("--learn-lr", "RATE", "dsp, fcf: the highest learning rate while it learns what to keep");
        layout = Text("--layout", "NAME", "dsp, fcf: how layers are written: measured (the fastest), dense, union, split, grouped [default: measured]");
        learned = new OutputOption<string?>("--learned")
        {
            HelpName = "FILE",
            Description = "dsp, fcf: keeps the learning; a finished one is decided from again [default: beside the tables, removed at the end]",
        };
        all.Add(learned);
    }

    /// <summary>Refuses what another method is set by.</summary>
    /// <exception cref="DiagnosticException">DC2680.</exception>
    internal void Check(ParseResult parse, string method)
    {
        foreach (var option in all.Where(option => parse.GetResult(option) is { Implicit: false }))
        {
            ImmutableArray<string> methods = option == groups || option == lambda ? ["dsp"] : option == ratio || option == mode ? ["fcf"]
                : PruneOptions.LearningMethods;
            if (!methods.Contains(method))
            {
                throw DiagnosticCatalog.OptionOfAnotherMethod.Error(null, option.Name, method, string.Join(", ", methods));
            }
        }
    }

    /// <summary>Whether filters are counted by the command line.</summary>
    internal bool HasRatio(ParseResult parse) => parse.GetResult(ratio) is { Implicit: false };

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command) => all.ForEach(command.Add);

    /// <summary>What the command line says; null for nothing.</summary>
    internal WidthSettings? Read(ParseResult parse) => !all.Any(option => parse.GetResult(option) is { Implicit: false }) ? null : new()
    {
        Preset = CommonOptions.Get(parse, preset),
        Groups = CommonOptions.Whole(parse, groups),
        Lambda = Number(parse, lambda),
        Ratio = CommonOptions.Get(parse, ratio),
        Mode = CommonOptions.Get(parse, mode),
        LearnEpochs = Number(parse, epochs),
        LearnSteps = CommonOptions.Whole(parse, steps),
        LearnRate = Number(parse, rate),
        Layout = CommonOptions.Get(parse, layout),
        Learned = CommonOptions.Get(parse, learned),
    };

    private static double? Number(ParseResult parse, Option<string?> option) =>
        CommonOptions.Get(parse, option) is { } text ? TrainingOptions.NumberOf(option.Name, text) : null;

    private Option<string?> Text(string name, string form, string description)
    {
        var option = new Option<string?>(name) { HelpName = form, Description = description };
        all.Add(option);
        return option;
    }
}
