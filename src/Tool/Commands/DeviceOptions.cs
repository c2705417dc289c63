using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>The options that say which devices one plan is for.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string?> devices = new("--devices")
    {
        HelpName = "LIST",
        Description = "plan one network for all of these: results of 'measure-bundle' (pi.json), tables (all.db?device=cortex&threads=4), a device in the "
            + "tables at hand, 'here'; with names of their own as in a=pi.json,b=here",
    };

    private readonly Option<string?> objective = new("--objective")
    {
        HelpName = "NAME",
        Description = "what --speedup and --target-latency are about: max: every device; weighted: the weighted mean of their latencies [default: max]",
        CompletionSources = { OptionWords.Of("--objective").ToArray() },
    };

    private readonly Option<string?> budget = new("--budget")
    {
        HelpName = "a=12ms,b=70%",
        Description = "what the network may take on each device, whatever the objective: milliseconds, a part, or a factor such as 1.5x",
    };

    private readonly Option<string?> weights = new("--weights")
    {
        HelpName = "a=2,b=1",
        Description = "weighted: how much each device counts [default: 1]",
    };

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(devices);
        command.Add(objective);
        command.Add(budget);
        command.Add(weights);
    }

    /// <summary>What the command line says; null for nothing.</summary>
    internal DeviceSettings? Read(ParseResult parse)
    {
        var settings = new DeviceSettings
        {
            From = CommonOptions.List(parse, devices),
            Objective = CommonOptions.Get(parse, objective),
            Budgets = CommonOptions.List(parse, budget),
            Weights = CommonOptions.List(parse, weights),
        };
        return settings == new DeviceSettings() ? null : settings;
    }
}
