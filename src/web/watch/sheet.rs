//! A sheet of figures: families of numbers with the labels that tell them apart. The library of Prometheus writes it.

use std::fmt;

use prometheus_client::encoding::{DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

/// Labels, and the number that they name.
pub(super) type Line<N> = (Vec<(&'static str, String)>, N);

pub(super) struct Sheet<'e, 's>(pub(super) &'e mut DescriptorEncoder<'s>);

impl Sheet<'_, '_> {
    /// Numbers that go up and down.
    pub(super) fn gauges<N: EncodeGaugeValue>(
        &mut self,
        name: &str,
        about: &str,
        lines: impl IntoIterator<Item = Line<N>>,
    ) -> fmt::Result {
        let lines = lines.into_iter().map(|(labels, number)| (labels, ConstGauge::new(number)));
        self.family(name, about, MetricType::Gauge, lines)
    }

    /// One such number.
    pub(super) fn gauge<N: EncodeGaugeValue>(&mut self, name: &str, about: &str, number: N) -> fmt::Result {
        let encoder = self.0.encode_descriptor(name, about, None, MetricType::Gauge)?;
        ConstGauge::new(number).encode(encoder)
    }

    /// Numbers that only grow. `_total` is added to the name.
    pub(super) fn counters<N: EncodeCounterValue>(
        &mut self,
        name: &str,
        about: &str,
        lines: impl IntoIterator<Item = Line<N>>,
    ) -> fmt::Result {
        let lines = lines.into_iter().map(|(labels, number)| (labels, ConstCounter::new(number)));
        self.family(name, about, MetricType::Counter, lines)
    }

    fn family(
        &mut self,
        name: &str,
        about: &str,
        kind: MetricType,
        lines: impl Iterator<Item = (Vec<(&'static str, String)>, impl EncodeMetric)>,
    ) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, about, None, kind)?;
        for (labels, number) in lines {
            number.encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
