using DepthCompress.GraphIR;
using Microsoft.ML.OnnxRuntime;

namespace DepthCompress.Runtime.Ort;

/// <summary>Starts the engine and its sessions; its failures become diagnostics here.</summary>
internal static class OrtEngine
{
    /// <summary>A file in memory cannot be larger than 2 GiB, and is there twice while it is loaded.</summary>
    internal const long InMemoryLimit = 1L << 30;

    // The engine allows one environment in a process.
    private static readonly Lazy<OrtEnv> Instance = new(Start);

    internal static OrtEnv Environment
    {
        get
        {
            try
            {
                return Instance.Value;
            }
            catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
            {
                throw DiagnosticCatalog.EngineMissing.Error(null, (exception.InnerException ?? exception).Message.Split('\n')[0]);
            }
        }
    }

    /// <exception cref="DiagnosticException">The library or the provider is missing.</exception>
    internal static SessionOptions CreateOptions(OrtSettings settings)
    {
        _ = Environment;
        var options = new SessionOptions
        {
            // Failures arrive as exceptions; whatever else the engine says belongs to nobody's terminal.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            IntraOpNumThreads = settings.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = LevelOf(settings.Optimization),
        };

        // Between two operators of one run the threads wait by spinning, as in a deployed session; after a run they stop, so that a
        // session at rest does not take the processor from the one that is measured.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        if (settings.Threads > System.Environment.ProcessorCount)
        {
            // Who waits by spinning would take the core from whom it waits for.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        try
        {
            AppendProviders(options, settings.Provider);
            return options;
        }
        catch (OnnxRuntimeException exception)
        {
            options.Dispose();
            throw DiagnosticCatalog.ProviderUnavailable.Error(null, OrtProviders.NameOf(settings.Provider), Shorten(exception));
        }
    }

    /// <summary>A session for a graph. Beyond <paramref name="limit"/> bytes of constants it reads them from a file that is gone again afterwards.</summary>
    internal static InferenceSession Open(Graph graph, OrtSettings settings, long limit) => Open(settings, graph.Name, options =>
        graph.Initializers.Values.Sum(tensor => (long)tensor.Bytes.Length) <= limit
            ? new InferenceSession(OnnxWriter.ToBytes(graph), options)
            : OpenFile(graph, options));

    internal static InferenceSession Open(byte[] file, OrtSettings settings, string network) =>
        Open(settings, network, options => new InferenceSession(file, options));

    /// <summary>The first line of what the engine says, without its error category.</summary>
    internal static string Shorten(OnnxRuntimeException exception)
    {
        var line = exception.Message.Split('\n', 2)[0].Trim();
        return line.StartsWith("[ErrorCode:", StringComparison.Ordinal) ? line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim() : line;
    }

    internal static InferenceSession Open(OrtSettings settings, string network, Func<SessionOptions, InferenceSession> open)
    {
        using var options = CreateOptions(settings);
        try
        {
            return open(options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw DiagnosticCatalog.EngineRefuses.Error(null, network, Shorten(exception));
        }
    }

    private static InferenceSession OpenFile(Graph graph, SessionOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("depthcompress-network-");
        try
        {
            var path = Path.Combine(folder.FullName, "network.onnx");
            OnnxWriter.WriteForEngine(graph, path);
            return new InferenceSession(path, options);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static OrtEnv Start()
    {
        var options = new EnvironmentCreationOptions { logId = "depthcompress", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
    }

    private static void AppendProviders(SessionOptions options, OrtProvider provider)
    {
        if (provider is OrtProvider.TensorRt)
        {
            options.AppendExecutionProvider_Tensorrt();
        }

        if (provider is OrtProvider.TensorRt or OrtProvider.Cuda)
        {
            options.AppendExecutionProvider_CUDA();
        }
    }

    private static GraphOptimizationLevel LevelOf(OrtOptimization level) => level switch
    {
        OrtOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        OrtOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        OrtOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        OrtOptimization.All => GraphOptimizationLevel.ORT_ENABLE_ALL,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
