namespace DepthCompress.Tool;

/// <summary>Which groups of options a command takes.</summary>
[Flags]
internal enum OptionGroups
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>How the engine is set while latency is measured.</summary>
    Measuring = 1,

    /// <summary>Images.</summary>
    Images = 2,

    /// <summary>Which candidates are looked at, and where tables lie, whatever plans.</summary>
    Candidates = 4,

    /// <summary>What is to be reached.</summary>
    Target = 8,

    /// <summary>How many images candidates are solved for and compared on.</summary>
    Tuning = 16,

    /// <summary>How a network is trained.</summary>
    Training = 32,

    /// <summary>Whom it imitates.</summary>
    Distillation = 64,

    /// <summary>Seed and tables, where there is nothing to search.</summary>
    State = 128,

    /// <summary>How importance is found.</summary>
    Importance = 256,

    /// <summary>What plans.</summary>
    Method = 512,

    /// <summary>How widths are learned.</summary>
    Width = 1024,

    /// <summary>Where rows of tables are found.</summary>
    Executor = 2048,

    /// <summary>Whose latencies count, where not this machine's.</summary>
    Machine = 4096,

    /// <summary>The sizes that latency is measured with.</summary>
    Sizes = 8192,

    /// <summary>How latency is measured.</summary>
    Engine = Measuring | Sizes,

    /// <summary>Which devices one plan is for.</summary>
    Devices = 16384,

    /// <summary>One method, and which candidates it looks at.</summary>
    Search = Candidates | Method,

    /// <summary>Images, and what they are divided into.</summary>
    Data = Images | Tuning,

    /// <summary>All that compression takes where nothing is trained.</summary>
    All = Engine | Data | Search | Importance | Target,
}
