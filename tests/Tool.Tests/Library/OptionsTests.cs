using System.Reflection;
using System.Text;

namespace DepthCompress.Tool.Tests.Library;

/// <summary>Options of the library are settings: the same names, the same defaults, and each of them arrives.</summary>
public sealed class OptionsTests : IDisposable
{
    /// <summary>What is about one run and its files, and so no setting.</summary>
    private static readonly string[] OfTheRun =
        ["Config", "Output", "PlanFile", "Reports", "Force", "ForcePlan", "KeepOriginal", "Factor", "Approximate"];

    private readonly CommandLine line = new();

    public static TheoryData<Type> Kinds => [typeof(PlanOptions), typeof(CompressOptions), typeof(ApplyOptions), typeof(VerifyOptions), typeof(BenchOptions)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryOptionIsASettingOfItsNameAndArrives(Type kind)
    {
        foreach (var property in Settable(kind))
        {
            var options = (NetworkOptions)Activator.CreateInstance(kind)!;
            property.SetValue(options, Some(property.PropertyType));
            var settings = options.ToSettings();
            var set = typeof(Settings).GetProperties().Where(entry => entry.CanWrite && entry.GetValue(settings) is not null).Select(entry => entry.Name);
            Assert.Equal([property.Name], set);
        }
    }

    [Fact]
    public void WhatIsNotSaidIsSaidByTheFileAndThenByTheDefaults()
    {
        var config = line.Write("c.json", Encoding.UTF8.GetBytes("""{ "threads": 4, "metric": "kl", "speedup": "2x" }"""));
        var settings = new CompressOptions { Config = config, Threads = 2, TargetLatency = 0.57 }.Complete();
        Assert.Equal((2, "kl", 1, null, "57%"), (settings.Threads, settings.Metric, settings.Batch, settings.Speedup, settings.TargetLatency));
        Assert.Equal(Settings.Defaults.ToJson().ToJsonString(), new CompressOptions().Complete().ToJson().ToJsonString());
    }

    [Fact]
    public void VerdictsAreThoseOfTheCompressor() => Assert.Equal(
        Enum.GetValues<Passes.Compression.Verdict>().Select(verdict => ((int)verdict, $"{verdict}")),
        Enum.GetValues<CompressionVerdict>().Select(verdict => ((int)verdict, $"{verdict}")));

    public void Dispose() => line.Dispose();

    private static IEnumerable<PropertyInfo> Settable(Type kind) =>
        kind.GetProperties().Where(property => property.CanWrite && !OfTheRun.Contains(property.Name));

    private static object Some(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) => 3,
        var choice when choice == typeof(bool) => true,
        var number when number == typeof(double) => 0.5,
        var text when text == typeof(string) => "text",
        var words when words == typeof(ImmutableArray<string>) => ImmutableArray.Create("a"),
        var sizes when sizes == typeof(ImmutableArray<int>) => ImmutableArray.Create(1),
        var other => throw new NotSupportedException($"{other}"),
    };
}
