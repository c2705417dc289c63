using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>The options of <c>--method depthshrinker</c>.</summary>
internal sealed class ShrinkOptionGroup
{
    private readonly List<Option> all = [];
    private readonly Option<string?> keep;
    private readonly Option<string?> units;
    private readonly Option<string?> epochs;
    private readonly Option<string?> steps;
    private readonly Option<string?> weight;
    private readonly Option<bool> single;
    private readonly Option<string?> rate;
    private readonly Option<bool> divide;
    private readonly Option<string?> freeze;
    private readonly Option<string?> trailing;
    private readonly Option<bool> separable;

    internal ShrinkOptionGroup()
    {
        keep = Text("--keep", "N|40%", "depthshrinker: how many blocks keep their activations [default: what the latency allows; half in the search]");
        units = Text("--units", "1,0,1,…", "depthshrinker: for every unit, front to back, whether it is kept; nothing is searched for");
        epochs = Text("--search-epochs", "N", $"depthshrinker: passes over the training images in the search [default: {ShrinkValues.DefaultEpochs}]");
        steps = Text("--search-steps", "N", "depthshrinker: steps of the search instead");
        weight = Text("--latency-weight", "N", $"depthshrinker: of the latency in the search's loss [default: {ShrinkValues.DefaultLatencyWeight}]");
        single = Flag("--single-gates", "depthshrinker: a score for every activation instead of one for every block");
        rate = Text("--gate-lr", "N", "depthshrinker: a factor on the learning rate of scores [default: 1]");
        divide = Flag("--gate-scaling", "depthshrinker: divide gradients of scores by the number of elements they add up");
        freeze = Text("--freeze-choice", "15%", $"depthshrinker: the last part of the search, in which the choice stands [default: {ShrinkValues.DefaultFreeze}]");
        trailing = Text("--trailing-activation", "KIND", "depthshrinker: behind a merged block that had none: auto, relu6, none [default: auto]");
        separable = Flag("--merge-separable", "depthshrinker: merge depthwise and pointwise layers without an expansion too");
    }

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command) => all.ForEach(command.Add);

    /// <summary>What the command line says; null for nothing.</summary>
    internal ShrinkSettings? Read(ParseResult parse) => !all.Any(option => parse.GetResult(option) is { Implicit: false }) ? null : new()
    {
        Keep = CommonOptions.Get(parse, keep),
        Units = CommonOptions.Get(parse, units),
        SearchEpochs = Number(parse, epochs),
        SearchSteps = CommonOptions.Whole(parse, steps),
        LatencyWeight = Number(parse, weight),
        SingleGates = Given(parse, single),
        GateRate = Number(parse, rate),
        DivideByElements = Given(parse, divide),
        FreezeChoice = CommonOptions.Get(parse, freeze),
        TrailingActivation = CommonOptions.Get(parse, trailing),
        MergeSeparable = Given(parse, separable),
    };

    private static double? Number(ParseResult parse, Option<string?> option) =>
        CommonOptions.Get(parse, option) is { } text ? TrainingOptions.NumberOf(option.Name, text) : null;

    private static bool? Given(ParseResult parse, Option<bool> option) =>
        parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : null;

    private Option<string?> Text(string name, string form, string description) => Add(new Option<string?>(name) { HelpName = form, Description = description });

    private Option<bool> Flag(string name, string description) => Add(new Option<bool>(name) { Description = description });

    private T Add<T>(T option)
        where T : Option
    {
        all.Add(option);
        return option;
    }
}
