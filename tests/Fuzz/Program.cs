using System.Globalization;
using DepthCompress.Fuzz;

return args switch
{
    ["run", ..] => new Campaign(CampaignOptions.Parse(args.AsSpan(1))).Run(),
    ["worker", var format, var loads, var seed, var current, var scratch, var faults, var seeds] => new Worker(
        FuzzFormats.Of(format),
        new(long.Parse(loads, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture), current, scratch, faults,
            Further(format, seeds))).Run(),
    ["replay", var format, .. var files] => Replayed(format, files),
    _ => Help(),
};

static ImmutableArray<string> Further(string format, string folder) => format is "onnx" && Directory.Exists(folder)
    ? [.. Directory.GetFiles(folder, "*.onnx", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < 8192)
        .Order(StringComparer.Ordinal)]
    : [];

static int Replayed(string format, string[] files)
{
    foreach (var seed in FuzzFormats.Of(format).Seeds.Take(10))
    {
        Loading.Of(FuzzFormats.Of(format), seed, Path.Combine(Path.GetTempPath(), $"depthcompress-{Guid.NewGuid():N}"));
    }

    var watchdog = Watchdog.Start();
    var found = 0;
    foreach (var file in files)
    {
        watchdog.Next();
        var result = Loading.Of(FuzzFormats.Of(format), File.ReadAllBytes(file), Path.Combine(Path.GetTempPath(), $"depthcompress-{Guid.NewGuid():N}"));
        found += result.IsFault ? 1 : 0;
        Console.WriteLine($"{file}: {result.Kind} {result.Signature} ({result.Allocated / 1000} kB)\n{result.Problem}");
    }

    return found is 0 ? 0 : 1;
}

static int Help()
{
    Console.WriteLine($"""
        run FORMAT=LOADS,... [--seed N] [--output FOLDER] [--seeds FOLDER]
        replay FORMAT FILE ...

        formats: {string.Join(", ", FuzzFormats.All.Select(format => format.Name))}
        """);
    return 2;
}
