//! `daprk publish`

use clap::Args;

use super::request::DataArgs;

const EXAMPLES: &str = "\
Examples:
  daprk publish -k -a nodeapp -p pubsub -t orders -d '{\"orderId\":42}'
  daprk publish -k -a nodeapp -p pubsub -t orders -f order.json";

/// Publish an event to a topic, in the name of an application
///
/// Goes through the application's own sidecar: what it may publish, this may.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Publish {
    /// Application that publishes, by its Dapr app id
    #[arg(
        short,
        long,
        visible_short_alias = 'i',
        visible_alias = "publish-app-id",
        value_name = "ID"
    )]
    pub app_id: String,

    /// Name of the pub/sub component
    #[arg(short, long, value_name = "NAME")]
    pub pubsub: String,

    /// Topic
    #[arg(short, long, value_name = "TOPIC")]
    pub topic: String,

    /// Metadata for the component, as JSON: '{"ttlInSeconds": "60"}'
    #[arg(short, long, value_name = "JSON")]
    pub metadata: Option<String>,

    /// The event.
    #[command(flatten)]
    pub body: DataArgs,
}
